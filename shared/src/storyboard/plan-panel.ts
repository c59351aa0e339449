// Everything about a panel that is decided before a line is drawn: what was assumed, who stands where, what the camera
// sees, where arrows go. Cheap, so that its rules can be checked over the whole space of shots.
import type { LocationKit } from "../canvas/node-types/location.ts";
import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
  type ShotAngle,
  type ShotFraming,
  type ShotSize,
} from "../canvas/node-types/shot.ts";
import type { Box } from "./arrow-glyphs.ts";
import { setCamera, type Stage } from "./camera.ts";
import { faceBox, type Figure } from "./figure.ts";
import { objectIn, type InsertObject } from "./insert-nouns.ts";
import { chooseKit } from "./kits/choose-kit.ts";
import type { Kit } from "./kits/kit.ts";
import { isOutdoors, kitFor } from "./kits/registry.ts";
import { saysInterior, timeOfDay, type TimeOfDay } from "./light.ts";
import { drawMovement, type MovementMark } from "./movement.ts";
import { FRAME_WIDTH, frameHeight, type PanelCharacter, type PanelInput } from "./panel-input.ts";
import { stage as stageFigures } from "./staging.ts";
import { drawSubjectMovement } from "./subject-movement.ts";

export interface PanelPlan {
  height: number;
  size: ShotSize;
  angle: ShotAngle;
  framing: ShotFraming | undefined;
  kitName: LocationKit;
  kit: Kit;
  inside: boolean;
  time: TimeOfDay;
  /** The words of the shot, lower case. */
  words: string;
  insert: InsertObject | undefined;
  /** Who would be seen from the side; the plan view of an overhead shot draws them from above. */
  cast: Figure[];
  /** Who is drawn upright in this frame, back to front. */
  figures: Figure[];
  camera: Stage;
  faces: Box[];
  movement: MovementMark;
  /** The subject's own movement. */
  steps: MovementMark;
  /** What the shot did not say and the drawing assumed, in words of the trade. */
  missing: string[];
}

/** More people than this are a crowd that a panel only hints at. */
const MAX_FIGURES = 6;
const INSIDE_A_CAR: readonly ShotSize[] = ["MS", "MCU", "CU", "BCU", "ECU"];

export function planPanel(input: PanelInput): PanelPlan {
  const { shot, scene, location } = input;
  const missing: string[] = [];
  const height = frameHeight(input.ratio);
  const words = String(shot.description ?? "")
    .slice(0, 2000)
    .toLowerCase();
  const framing = member(SHOT_FRAMINGS, shot.framing);
  const people = castOf(input, framing);
  const size = member(SHOT_SIZES, shot.size) ?? noted(missing, "size", usualSize(framing, people.length));
  const angle = member(SHOT_ANGLES, shot.angle) ?? noted(missing, "angle", "eye");
  const movement = member(SHOT_MOVEMENTS, shot.movement);
  if (shot.movement === undefined) missing.push("movement");
  if (framing === undefined) missing.push("framing");
  const lensMm = usableLens(shot.lensMm);
  if (lensMm === undefined) missing.push("lens");
  if (!scene?.timeOfDay) missing.push("time of day");
  if (!location && !scene?.setName) missing.push("location");
  const { name, chosen } = chooseKit(scene, location);
  if (!chosen && (location || scene?.setName)) missing.push("kind of place");

  const inside = saysInterior(scene, location) ?? !isOutdoors(name);
  const kit = kitFor(name, inside);
  const insert = framing === "insert" ? objectIn(words) : undefined;
  const frameSize: ShotSize = insert ? "MCU" : size;
  const staging = stageFigures({
    height,
    size: frameSize,
    framing,
    words,
    shotId: shot.id,
    characters: insert ? [] : withStandIn(input, framing, size, people),
    inRoom: kit.roomDepth !== undefined,
    seated: name === "car" && inside && INSIDE_A_CAR.includes(size),
  });
  const camera = setCamera(
    { height, size: frameSize, angle, lensMm, roomDepth: kit.roomDepth },
    staging.subject,
  );
  const figures = angle === "overhead" && !insert ? [] : staging.figures;
  const faces = facesOf(figures, camera, angle === "dutch");
  const mark = drawMovement(movement, height, faces);
  return {
    height,
    size,
    angle,
    framing,
    kitName: name,
    kit,
    inside,
    time: timeOfDay(scene),
    words,
    insert,
    cast: staging.figures,
    figures,
    camera,
    faces,
    movement: mark,
    steps: drawSubjectMovement(figures, camera, [...faces, ...mark.boxes]),
    missing,
  };
}

function member<T extends string>(list: { codes: readonly T[] }, value: T | undefined): T | undefined {
  return value !== undefined && list.codes.includes(value) ? value : undefined;
}

function noted<T>(missing: string[], what: string, assumed: T): T {
  missing.push(what);
  return assumed;
}

function usableLens(lensMm: number | undefined): number | undefined {
  return lensMm !== undefined && Number.isFinite(lensMm) && lensMm > 0 ? lensMm : undefined;
}

function usualSize(framing: ShotFraming | undefined, people: number): ShotSize {
  if (framing === "ots" || framing === "two-shot") return "MS";
  if (framing === "insert") return "CU";
  return people === 0 || people > 2 ? "WS" : "MS";
}

/** Who of the linked characters is in this frame: a point of view has no owner in it, a single has one person. */
function castOf(input: PanelInput, framing: ShotFraming | undefined): PanelCharacter[] {
  const characters = Array.isArray(input.characters) ? input.characters.slice(0, MAX_FIGURES) : [];
  if (framing === "pov") return characters.slice(1);
  if (framing === "single") return characters.slice(0, 1);
  if (framing === "two-shot" || framing === "ots") return characters.slice(0, 2);
  return characters;
}

/** A framing that needs people gets them, unnamed, and a shot of which nothing is known gets one to look at. */
function withStandIn(
  input: PanelInput,
  framing: ShotFraming | undefined,
  size: ShotSize,
  cast: PanelCharacter[],
): PanelCharacter[] {
  const wanted =
    framing === "two-shot" || framing === "ots" ? 2 : framing === "single" ? 1 : framing === "group" ? 3 : 0;
  const far = size === "EWS" || size === "VWS";
  const least = framing === "pov" || far ? 0 : Math.max(wanted, input.shot.size === "WS" ? 0 : 1);
  const people = [...cast];
  while (people.length < least) people.push({ id: `${input.shot.id}/${people.length}`, hat: "none" });
  return people;
}

const DUTCH_SIN = 0.1564;
const DUTCH_COS = 0.9877;
export const DUTCH_DEGREES = 9;

function facesOf(figures: readonly Figure[], camera: Stage, turned: boolean): Box[] {
  const boxes = figures.flatMap((figure) => {
    const box = faceBox(figure, camera);
    return box ? [box] : [];
  });
  if (!turned) return boxes;
  return boxes.map((box) => {
    const dx = box.x + box.width / 2 - FRAME_WIDTH / 2;
    const dy = box.y + box.height / 2 - camera.height / 2;
    const x = FRAME_WIDTH / 2 + dx * DUTCH_COS + dy * DUTCH_SIN;
    const y = camera.height / 2 - dx * DUTCH_SIN + dy * DUTCH_COS;
    return {
      x: x - box.width * 0.55,
      y: y - box.height * 0.55,
      width: box.width * 1.1,
      height: box.height * 1.1,
    };
  });
}
