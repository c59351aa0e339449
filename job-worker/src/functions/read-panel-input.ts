import { aspectRatioOf } from "@backlot/shared/canvas/aspect-ratio";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { parseEdgeId } from "@backlot/shared/canvas/edges";
import type { NodeData, NodeType } from "@backlot/shared/canvas/node-types/registry";
import { numberCanvas } from "@backlot/shared/canvas/queries/numbering";
import { readMeta, readNodes } from "@backlot/shared/canvas/queries/read-canvas";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { StoryboardOptions } from "@backlot/shared/functions/storyboard";
import { runningTimeOfDay } from "./running-time-of-day.ts";
import type { PanelCharacter, PanelInput } from "@backlot/shared/storyboard/panel-input";

/** What a shot's panel depends on: the shot, its scene, the place, and who is in it. Undefined = the shot is gone. */
export const readPanelInput = (
  canvas: CanvasDocument,
  shotId: string,
  options: Pick<StoryboardOptions, "marks"> & Partial<StoryboardOptions>,
): PanelInput | undefined => {
  const shot = readData(canvas, shotId, "shot");
  if (!shot) return undefined;
  const scene = readData(canvas, shot.scene, "scene");
  const location = readData(canvas, scene?.location, "location");
  return {
    ratio: aspectRatioOf(readMeta(canvas).aspectRatio),
    shot: {
      id: shotId,
      // Counting shots reads every node; only marks show the number.
      ...(options.marks && numberOf(canvas, shotId)),
      ...pick(shot, ["size", "angle", "movement", "framing", "lensMm", "description"]),
    },
    ...(scene &&
      shot.scene !== undefined && {
        scene: {
          ...pick(scene, ["interiorExterior", "setName"]),
          ...withTime(runningTimeOfDay(canvas, shot.scene, scene.timeOfDay)),
        },
      }),
    ...(location &&
      scene?.location !== undefined && {
        location: { id: scene.location, ...pick(location, ["name", "kit", "interiorExterior"]) },
      }),
    characters: readCast(canvas, shotId, shot.scene),
    options: {
      marks: options.marks,
      ...(options.guideRatio && options.guideRatio !== "none" && { guideRatio: options.guideRatio }),
      ...(options.print && { print: true }),
    },
  };
};

/** The shot's own cast, else the scene's. In order of id, so that the same graph gives the same picture. */
const readCast = (canvas: CanvasDocument, shotId: string, sceneId: string | undefined): PanelCharacter[] => {
  const inShot = readAppearances(canvas, shotId);
  return inShot.length > 0 || sceneId === undefined ? inShot : readAppearances(canvas, sceneId);
};

const readAppearances = (canvas: CanvasDocument, targetId: string): PanelCharacter[] => {
  const ending = `:${targetId}`;
  return [...canvas.edges.keys()]
    .filter((edgeId) => edgeId.endsWith(ending))
    .sort()
    .flatMap((edgeId) => {
      const edge = parseEdgeId(edgeId);
      const character = edge?.type === "appears-in" ? readData(canvas, edge.source, "character") : undefined;
      return edge && character ? [{ id: edge.source, ...pick(character, CHARACTER_LOOKS) }] : [];
    });
};

const withTime = (timeOfDay: string | undefined): { timeOfDay?: string } =>
  timeOfDay === undefined ? {} : { timeOfDay };

const CHARACTER_LOOKS = [
  "name",
  "build",
  "hair",
  "hairTone",
  "hat",
  "clothing",
  "clothingTone",
  "skinTone",
] as const satisfies readonly (keyof PanelCharacter)[];

const readData = <Type extends NodeType>(
  canvas: CanvasDocument,
  id: string | undefined,
  type: Type,
): NodeData<Type> | undefined => {
  const node = id === undefined ? undefined : readNode(canvas, id);
  // readNode has put every field through the type's schema.
  return node?.type === type ? (node.data as NodeData<Type>) : undefined;
};

const numberOf = (canvas: CanvasDocument, shotId: string): { number?: string } => {
  const number = numberCanvas(readNodes(canvas)).get(shotId);
  return number === undefined ? {} : { number };
};

const pick = <T extends object, Key extends keyof T>(source: T, keys: readonly Key[]): Pick<T, Key> => {
  const picked = {} as Pick<T, Key>;
  for (const key of keys) if (source[key] !== undefined) picked[key] = source[key];
  return picked;
};
