// Who stands where: by size (film-domain's table), framing and the words of the description. Cuts never fall on a
// joint; heads keep headroom and look room.
import type { ShotFraming, ShotSize } from "../canvas/node-types/shot.ts";
import { bodyShare } from "./camera.ts";
import { BODY_HEADS, GIRTH, STATURE, type Figure } from "./figure.ts";
import { lookOf } from "./look.ts";
import { FRAME_WIDTH, type PanelCharacter } from "./panel-input.ts";
import { jointsOf, SOLES, solesOf } from "./pose.ts";
import { seedOf } from "./seed.ts";
import { heldIn, poseOf, viewOf, walkersIn } from "./stage-directions.ts";

export interface Staging {
  /** Back to front. */
  figures: Figure[];
  /** An adult where the subject stands, for the camera. */
  subject: { feetY: number; heightUnits: number };
}

export interface StagingRequest {
  height: number;
  size: ShotSize;
  framing: ShotFraming | undefined;
  words: string;
  shotId: string;
  characters: readonly PanelCharacter[];
  /** A room keeps even a tiny figure at a size that its walls allow. */
  inRoom: boolean;
  /** Everybody sits: inside a car. */
  seated: boolean;
}

/** How many heads wide one person must be able to be, per size: limits figures in narrow frames. */
const HEADS_WIDE: Record<ShotSize, number> = {
  EWS: 2.4,
  VWS: 2.4,
  WS: 2.4,
  MWS: 2.3,
  MS: 2.15,
  MCU: 1.75,
  CU: 1.2,
  BCU: 1,
  ECU: 0.95,
};
/** Heads below the chin at the frame's lower edge. */
const CUT: Partial<Record<ShotSize, number>> = { MWS: 3.45, MS: 2.05, MCU: 1.13, CU: 0.31, BCU: 0.06 };
const FEET: Partial<Record<ShotSize, number>> = { EWS: 0.8, VWS: 0.84, WS: 0.935 };
const MAX_HEADROOM = 0.24;
const JOINT_MARGIN = 0.14;

export function stage(request: StagingRequest): Staging {
  const people = request.characters;
  const count = people.length;
  const { height, size } = request;
  const ots = request.framing === "ots" && count > 1;
  const abreast = ots ? 1.5 : Math.max(1, Math.min(count, 4));
  const units = Math.min(
    (height * bodyShare(size, request.inRoom)) / BODY_HEADS,
    FRAME_WIDTH / (abreast * HEADS_WIDE[size]),
  );
  const chinY = chinFor(size, height, units);
  const subject = { feetY: chinY + SOLES.upright * units, heightUnits: BODY_HEADS * units };
  const figures = ots
    ? overShoulder(request, people, chinY, units)
    : abreastOf(request, people, chinY, units);
  return { figures: figures.map((figure) => clearOfJoints(figure, height)), subject };
}

function chinFor(size: ShotSize, height: number, units: number): number {
  const feet = FEET[size];
  if (feet !== undefined) return height * feet - SOLES.upright * units;
  if (size === "ECU") return height * 0.42 + 0.48 * units;
  const chin = height - (CUT[size] ?? 1) * units;
  // A narrow frame leaves too much air above: show more of the body instead.
  return Math.min(chin, height * MAX_HEADROOM + units);
}

function abreastOf(
  request: StagingRequest,
  people: readonly PanelCharacter[],
  chinY: number,
  units: number,
): Figure[] {
  const count = people.length;
  const { size, words, framing } = request;
  const wide = FEET[size] !== undefined;
  const walking = !request.seated && wide && walkersIn(words);
  const seed = seedOf(request.shotId);
  const tallest = Math.max(...people.map((person) => STATURE[lookOf(person).build]), 0.01);
  const placed = people.map((person, at): Figure => {
    const look = lookOf(person);
    const shorter = STATURE[look.build] / tallest;
    const row = count > 4 && at >= 4 ? 1 : 0;
    const facing = facingOf(at, count, seed);
    const measured = sized(shorter, size, request.height, chinY, units * (row === 1 ? 0.92 : 1));
    const pose = poseOf({ words, walking, count, at, size, seated: request.seated });
    const holds = pose === "holding" || pose === "reaching" ? heldIn(words) : undefined;
    // Who sits where feet are seen is lower by the length of a thigh; in tighter frames the camera sits down too.
    const drop = wide ? (SOLES.upright - solesOf(pose)) * measured.headUnits : 0;
    return {
      headUnits: measured.headUnits,
      chinY: measured.chinY + drop - (row === 1 ? units * (wide ? 0.75 : 0.42) : 0),
      x:
        FRAME_WIDTH *
        shareOf({
          at,
          count,
          size,
          facing,
          walking,
          units,
          profile: viewOf(words, count, framing) === "profile",
        }),
      facing,
      girth: GIRTH[look.build],
      look,
      view: viewOf(words, count, framing),
      pose,
      ...(holds && { holds }),
    };
  });
  return [...placed.slice(4), ...placed.slice(0, 4)];
}

/** Smaller people stand on the same ground; the tighter the frame, the less of that is shown. */
function sized(
  shorter: number,
  size: ShotSize,
  height: number,
  chinY: number,
  units: number,
): { chinY: number; headUnits: number } {
  const headUnits = units * (1 - (1 - shorter) * 0.75);
  const drop = SOLES.upright * (units - headUnits * (1 - (1 - shorter) * 0.25));
  const most = size === "CU" || size === "BCU" || size === "ECU" ? 0.04 : size === "MCU" ? 0.09 : 0.17;
  return { chinY: chinY + Math.min(drop, height * most), headUnits };
}

interface Slot {
  at: number;
  count: number;
  size: ShotSize;
  facing: 1 | -1;
  walking: boolean;
  units: number;
  profile: boolean;
}

function shareOf({ at, count, size, facing, walking, units, profile }: Slot): number {
  if (count === 1) {
    // Look room: more air on the side the figure looks to, most for who walks there or stands in profile.
    const offset = size === "ECU" || size === "BCU" ? 0.02 : size === "CU" || size === "MCU" ? 0.05 : 0.09;
    return 0.5 - facing * (offset + (walking || (profile && size !== "ECU") ? 0.045 : 0));
  }
  if (count === 2) {
    if (walking) return at === 0 ? 0.54 : 0.54 + (units * 1.95) / FRAME_WIDTH;
    const wide = size === "WS" || size === "VWS" || size === "EWS";
    // Wide frames keep a pair together instead of sending it to the edges.
    const spread = wide ? Math.min(0.17, (units * 2.1) / FRAME_WIDTH) : 0.195;
    return at === 0 ? 0.5 - spread : 0.5 + spread;
  }
  const front = Math.min(count, 4);
  const step = Math.min(0.27, 0.86 / front);
  // The second row looks through the gaps of the first.
  if (at >= 4) return count === 5 ? 0.5 : 0.5 + (at === 4 ? -step : step);
  return 0.5 + (at - (front - 1) / 2) * step;
}

function facingOf(at: number, count: number, seed: number): 1 | -1 {
  if (count === 1) return seed % 2 === 0 ? 1 : -1;
  return at < count / 2 ? 1 : -1;
}

/** The nearer one turns a back and a shoulder to us, a third of the frame; the subject looks past. */
function overShoulder(
  request: StagingRequest,
  people: readonly PanelCharacter[],
  chinY: number,
  units: number,
): Figure[] {
  const [first, second] = people;
  if (!first || !second) return [];
  const owner = nameAfterOver(request.words, people) ?? second;
  const subject = owner === first ? second : first;
  const side = seedOf(request.shotId) % 3 === 0 ? 1 : -1;
  const near = lookOf(owner);
  const far = lookOf(subject);
  const nearUnits = Math.min(units * 1.42, (FRAME_WIDTH * 0.46) / (2.06 * GIRTH[near.build]));
  return [
    {
      x: FRAME_WIDTH * (0.5 - side * 0.18),
      chinY: chinY + 0.02 * request.height,
      headUnits: units,
      facing: side,
      girth: GIRTH[far.build],
      look: far,
      view: "three-quarter",
      pose: "standing",
    },
    {
      x: FRAME_WIDTH * (0.5 + side * 0.265),
      chinY: Math.min(request.height * 0.2 + nearUnits * 0.5, request.height * 0.62),
      headUnits: nearUnits,
      facing: side === 1 ? -1 : 1,
      girth: GIRTH[near.build],
      look: near,
      view: "back",
      pose: "standing",
    },
  ];
}

function nameAfterOver(words: string, people: readonly PanelCharacter[]): PanelCharacter | undefined {
  const after = /\bover ([\p{L}' -]{1,60})/u.exec(words)?.[1];
  if (!after) return undefined;
  return people.find((person) => {
    const name = String(person.name ?? "")
      .slice(0, 60)
      .toLowerCase()
      .trim();
    return name.length > 1 && after.startsWith(name);
  });
}

/** Moves a figure a little up or down until the frame's lower edge falls between joints. */
function clearOfJoints(figure: Figure, height: number): Figure {
  const cut = (height - figure.chinY) / figure.headUnits;
  const soles = solesOf(figure.pose);
  if (cut <= 0 || cut > soles + 0.1) return figure;
  if (cut > soles - 0.42) return { ...figure, chinY: height - (soles + 0.14) * figure.headUnits };
  for (const joint of jointsOf(figure.pose)) {
    const off = cut - joint;
    if (off > -JOINT_MARGIN && off < JOINT_MARGIN) {
      const moved = joint + (off < 0 && joint > 0.3 ? -JOINT_MARGIN : JOINT_MARGIN);
      return { ...figure, chinY: height - moved * figure.headUnits };
    }
  }
  return figure;
}
