import * as Y from "yjs";
import type { CanvasDocument } from "../canvas/document.ts";
import { parseEdgeId } from "../canvas/edges.ts";
import type { NodeData } from "../canvas/node-types/registry.ts";
import { compareOrder } from "../canvas/order.ts";
import { isProposal } from "../canvas/queries/is-proposal.ts";
import { readNode } from "../canvas/queries/read-node.ts";
import { readSiblings } from "../canvas/queries/read-siblings.ts";
import type { NamedCharacter } from "./cast-names.ts";
import type { CoverageScene, CoverageShot } from "./scene-reading.ts";

/**
 * What coverage knows of a scene; undefined = it is gone. Reads the scene and its shots whole, of all other nodes only
 * what they are and are called: a batch over a thousand scenes reads a large canvas a thousand times.
 */
export const readCoverageScene = (canvas: CanvasDocument, sceneId: string): CoverageScene | undefined => {
  const scene = readNode(canvas, sceneId);
  if (scene?.type !== "scene") return undefined;
  const data = scene.data as NodeData<"scene">;
  const castOf = readCasts(canvas);
  const cast = castOf(sceneId);
  return {
    script: data.script ?? "",
    synopsis: data.synopsis ?? "",
    setName: data.setName || nameOf(canvas, data.location) || "",
    ...(data.interiorExterior && { interiorExterior: data.interiorExterior }),
    ...(data.pageEighths !== undefined && { pageEighths: data.pageEighths }),
    characters: listCharacters(canvas, new Set(cast)),
    cast,
    shots: readSiblings(canvas, { type: "shot", scene: sceneId })
      .sort(compareOrder)
      .flatMap(({ id }) => readShot(canvas, id, castOf(id))),
  };
};

const readShot = (canvas: CanvasDocument, id: string, cast: readonly string[]): CoverageShot[] => {
  const node = readNode(canvas, id);
  if (!node || isProposal(node)) return [];
  const { size, angle, movement, framing, durationSeconds, props, description } =
    node.data as NodeData<"shot">;
  return [
    {
      ...(size && { size }),
      ...(angle && { angle }),
      ...(movement && { movement }),
      ...(framing && { framing }),
      ...(durationSeconds !== undefined && { durationSeconds }),
      ...(props !== undefined && { props }),
      description: description ?? "",
      cast,
    },
  ];
};

const readCasts = (canvas: CanvasDocument): ((nodeId: string) => string[]) => {
  const casts = new Map<string, string[]>();
  for (const edgeId of canvas.edges.keys()) {
    const edge = parseEdgeId(edgeId);
    if (edge?.type !== "appears-in" || typeOf(canvas, edge.source) !== "character") continue;
    const cast = casts.get(edge.target);
    if (cast) cast.push(edge.source);
    else casts.set(edge.target, [edge.source]);
  }
  return (nodeId) => (casts.get(nodeId) ?? []).sort();
};

/** Those of the scene first: of two with one name they are meant. */
const listCharacters = (canvas: CanvasDocument, inScene: ReadonlySet<string>): NamedCharacter[] => {
  const characters: NamedCharacter[] = [];
  for (const id of canvas.nodes.keys()) {
    const name = typeOf(canvas, id) === "character" ? nameOf(canvas, id) : undefined;
    if (name) characters.push({ id, name });
  }
  const rankOf = ({ id }: NamedCharacter): number => (inScene.has(id) ? 0 : 1);
  return characters.sort((a, b) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1));
};

const typeOf = (canvas: CanvasDocument, id: string): unknown => {
  const node = canvas.nodes.get(id);
  return node instanceof Y.Map ? node.get("type") : undefined;
};

const nameOf = (canvas: CanvasDocument, id: string | undefined): string | undefined => {
  const node = id === undefined ? undefined : canvas.nodes.get(id);
  const data: unknown = node instanceof Y.Map ? node.get("data") : undefined;
  const name: unknown = data instanceof Y.Map ? data.get("name") : undefined;
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
};
