import { aspectRatioOf, type AspectRatio } from "../canvas/aspect-ratio.ts";
import type { CanvasDocument } from "../canvas/document.ts";
import type { NodeData } from "../canvas/node-types/registry.ts";
import { compareOrder } from "../canvas/order.ts";
import { isProposal } from "../canvas/queries/is-proposal.ts";
import { sceneOf, shotsByScene } from "../canvas/queries/list-edges.ts";
import { sluglineOf } from "../canvas/queries/node-title.ts";
import { numberCanvas } from "../canvas/queries/numbering.ts";
import { readMeta, readNodes, readStoredEdges } from "../canvas/queries/read-canvas.ts";
import type { CanvasNode } from "../canvas/queries/read-node.ts";
import { resolveTimeOfDay } from "../screenplay/parse-heading.ts";
import { stripToneOf, type StripTone } from "./scene-words.ts";

/**
 * The shots of a canvas in script order: what the shot list, the printed storyboard and the animatic are made from.
 * Proposed shots are left out, and so are those of an omitted scene.
 */
export interface ShotList {
  title: string;
  ratio: AspectRatio;
  /** Scenes in running order, those without shots too; last the shots that stand in no scene, if there are any. */
  scenes: ShotListScene[];
}

export interface ShotListScene {
  /** Absent for the shots that stand in no scene. */
  id?: string;
  /** As printed; "" for the shots that stand in no scene. */
  number: string;
  slugline: string;
  interiorExterior?: string;
  /** The time it plays at: CONTINUOUS and LATER have taken that of the scene before. */
  timeOfDay?: string;
  location?: string;
  tone: StripTone;
  pageEighths?: number;
  synopsis: string;
  /** It keeps its number, but none of its shots. */
  omitted?: true;
  shots: ShotListShot[];
}

export interface ShotListShot {
  id: string;
  /** As printed; "" for one that stands in no scene and has no number of its own. */
  number: string;
  data: NodeData<"shot">;
  /** Names, by alphabet. */
  cast: string[];
  /** Of the active take. */
  picture?: ShotPicture;
}

export interface ShotPicture {
  /** Content hashes of the full picture and of the one at node size. */
  asset: string;
  thumbnail: string;
}

/** `sceneIds` leaves the other scenes out; absent = the whole film. Numbers stay those of the whole film. */
export const readShotList = (canvas: CanvasDocument, sceneIds?: readonly string[]): ShotList => {
  const meta = readMeta(canvas);
  const nodes = readNodes(canvas);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const numbers = numberCanvas(nodes);
  const castOf = readCast(canvas, byId);
  const rows = shotsByScene(nodes, byId);
  const toShot = (node: CanvasNode): ShotListShot => ({
    id: node.id,
    number: numbers.get(node.id) ?? "",
    data: node.data,
    cast: castOf.get(node.id) ?? [],
    ...pictureOf(node),
  });

  let running: string | undefined;
  const scenes = nodes
    .filter((node) => node.type === "scene")
    .sort(compareOrder)
    .map((node): ShotListScene => {
      const data: NodeData<"scene"> = node.data;
      running = resolveTimeOfDay(data.timeOfDay, running) ?? running;
      return {
        id: node.id,
        number: numbers.get(node.id) ?? "",
        ...describeScene(node, data, resolveTimeOfDay(data.timeOfDay, running), byId),
        ...(data.omitted ? { omitted: true, shots: [] } : { shots: (rows.get(node.id) ?? []).map(toShot) }),
      };
    });
  const homeless = nodes.filter(
    (node) => node.type === "shot" && !isProposal(node) && sceneOf(node, byId) === undefined,
  );
  if (homeless.length > 0)
    scenes.push({ ...NO_SCENE, shots: homeless.sort(compareOrder).map((node) => toShot(node)) });
  return {
    title: meta.title?.trim() || "Untitled canvas",
    ratio: aspectRatioOf(meta.aspectRatio),
    scenes: sceneIds ? scenes.filter(({ id }) => id !== undefined && sceneIds.includes(id)) : scenes,
  };
};

const NO_SCENE = { number: "", slugline: "Shots in no scene", tone: "day-int", synopsis: "" } as const;

const describeScene = (
  node: CanvasNode,
  data: NodeData<"scene">,
  timeOfDay: string | undefined,
  byId: ReadonlyMap<string, CanvasNode>,
): Omit<ShotListScene, "id" | "number" | "omitted" | "shots"> => {
  const place = data.location === undefined ? undefined : byId.get(data.location);
  const placeName = place?.type === "location" ? (place.data as NodeData<"location">).name : undefined;
  const location = placeName || data.setName;
  return {
    slugline: sluglineOf(node, placeName),
    ...(data.interiorExterior !== undefined && { interiorExterior: data.interiorExterior }),
    ...(timeOfDay !== undefined && { timeOfDay }),
    ...(location && { location }),
    tone: stripToneOf(data.interiorExterior, timeOfDay),
    ...(data.pageEighths !== undefined && { pageEighths: data.pageEighths }),
    synopsis: data.synopsis ?? "",
  };
};

/** Shot id → the names of those who appear in it. */
const readCast = (canvas: CanvasDocument, byId: ReadonlyMap<string, CanvasNode>): Map<string, string[]> => {
  const cast = new Map<string, string[]>();
  for (const { type, source, target } of readStoredEdges(canvas)) {
    if (type !== "appears-in" || byId.get(target)?.type !== "shot") continue;
    const character = byId.get(source);
    if (character?.type !== "character") continue;
    const name = (character.data as NodeData<"character">).name || "Unnamed";
    cast.set(target, [...(cast.get(target) ?? []), name]);
  }
  for (const names of cast.values()) names.sort();
  return cast;
};

const pictureOf = ({ takes, activeTake }: CanvasNode): { picture?: ShotPicture } => {
  const take = takes.find(({ id }) => id === activeTake);
  const asset = take?.asset ?? take?.thumbnail;
  return take && asset !== undefined ? { picture: { asset, thumbnail: take.thumbnail ?? asset } } : {};
};
