import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import type { CanvasModel } from "#lib/canvas/model/canvas-model.ts";

interface Named {
  id: string;
  name: string;
}

export interface Relations {
  cast: Named[];
  /** Number of the scene whose cast is shown, when the node has none of its own. */
  castFrom?: string;
  place?: Named;
  placeFrom?: string;
}

/** Who and where: a scene's own, or of a shot its own cast, else its scene's; the place always comes by the scene. */
export const relationsOf = (model: CanvasModel, node: CanvasNode): Relations => {
  const sceneId = node.type === "shot" ? node.data["scene"] : undefined;
  const scene = typeof sceneId === "string" ? model.views.get(sceneId) : undefined;
  const ownCast = castOf(model, node.id);
  const relations: Relations = { cast: ownCast };
  if (ownCast.length === 0 && scene) {
    relations.cast = castOf(model, scene.id);
    if (scene.facts.number !== undefined) relations.castFrom = scene.facts.number;
  }
  const placeId = (scene?.node ?? node).data["location"];
  const place = typeof placeId === "string" ? model.views.get(placeId) : undefined;
  if (place) {
    relations.place = namedOf(place.node);
    if (scene?.facts.number !== undefined) relations.placeFrom = scene.facts.number;
  }
  return relations;
};

const castOf = (model: CanvasModel, id: string): Named[] => {
  const cast: Named[] = [];
  for (const edge of model.edges.values()) {
    if (edge.type !== "appears-in" || edge.target !== id) continue;
    const view = model.views.get(edge.source);
    if (view) cast.push(namedOf(view.node));
  }
  return cast.sort((a, b) => (a.name < b.name ? -1 : 1));
};

const namedOf = (node: CanvasNode): Named => ({
  id: node.id,
  name: typeof node.data["name"] === "string" ? node.data["name"] : "",
});
