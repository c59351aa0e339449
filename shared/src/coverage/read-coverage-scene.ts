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
  const siblings = readSiblings(canvas, { type: "shot", scene: sceneId }).sort(compareOrder);
  const casts = readCasts(canvas, [sceneId, ...siblings.map(({ id }) => id)]);
  const cast = casts.get(sceneId) ?? [];
  return {
    script: data.script ?? "",
    synopsis: data.synopsis ?? "",
    setName: data.setName || nameOf(canvas, data.location) || "",
    ...(data.interiorExterior && { interiorExterior: data.interiorExterior }),
    ...(data.pageEighths !== undefined && { pageEighths: data.pageEighths }),
    characters: listCharacters(canvas, new Set(cast)),
    cast,
    shots: siblings.flatMap(({ id }) => readShot(canvas, id, casts.get(id) ?? [])),
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

/** Node id → its characters by id, sorted, for these nodes only. */
const readCasts = (canvas: CanvasDocument, nodeIds: readonly string[]): Map<string, string[]> => {
  const casts = new Map<string, string[]>(nodeIds.map((id) => [id, []]));
  for (const edgeId of canvas.edges.keys()) {
    // Most edges are about other scenes: their end is looked at before they are taken apart.
    const cast = casts.get(edgeId.slice(edgeId.lastIndexOf(":") + 1));
    const edge = cast ? parseEdgeId(edgeId) : undefined;
    if (edge?.type === "appears-in" && typeOf(canvas.nodes.get(edge.source)) === "character")
      cast?.push(edge.source);
  }
  for (const cast of casts.values()) cast.sort();
  return casts;
};

/** Those of the scene first: of two with one name they are meant. */
const listCharacters = (canvas: CanvasDocument, inScene: ReadonlySet<string>): NamedCharacter[] => {
  const characters: NamedCharacter[] = [];
  for (const [id, node] of canvas.nodes.entries()) {
    const name = typeOf(node) === "character" ? nameOf(canvas, id) : undefined;
    if (name) characters.push({ id, name });
  }
  const rankOf = ({ id }: NamedCharacter): number => (inScene.has(id) ? 0 : 1);
  return characters.sort((a, b) => rankOf(a) - rankOf(b) || (a.id < b.id ? -1 : 1));
};

const typeOf = (node: unknown): unknown => (node instanceof Y.Map ? node.get("type") : undefined);

const nameOf = (canvas: CanvasDocument, id: string | undefined): string | undefined => {
  const node = id === undefined ? undefined : canvas.nodes.get(id);
  const data: unknown = node instanceof Y.Map ? node.get("data") : undefined;
  const name: unknown = data instanceof Y.Map ? data.get("name") : undefined;
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
};
