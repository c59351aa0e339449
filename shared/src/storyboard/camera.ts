// A pinhole camera over a world in metres: the subject stands at z = 0, the camera at z = -distance, y is up from the
// ground. Size fixes how large the subject is, so a longer lens means more distance and a background that is stacked
// up behind; a wide one pushes it away. Angle moves the horizon and adds one projective tilt that keeps the frame's
// top and bottom edge in place (headroom and cut lines hold), widening what is near the camera.
import type { ShotAngle, ShotSize } from "../canvas/node-types/shot.ts";
import type { Point } from "./ink.ts";
import { FRAME_WIDTH } from "./panel-input.ts";

export interface Stage {
  width: number;
  height: number;
  /** How far kits must paint beyond the frame, so that a dutch tilt shows no corner. */
  overscan: number;
  /** Frame units. */
  focal: number;
  /** Metres from the camera to the subject. */
  distance: number;
  horizon: number;
  cameraHeight: number;
  /** Units per metre where the subject stands. */
  scale: number;
  tilt: number;
  /** How much a wide lens bends verticals outwards at half height; 0 from 24 mm on. */
  bend: number;
  /** Depth (z) of the nearest thing that is still in front of the lens. */
  near: number;
  size: ShotSize;
}

const ADULT_METRES = 1.75;

/** Whole standing body over frame height (film-domain's size table, wide eased to leave the place visible). */
export const BODY_SHARE: Record<ShotSize, number> = {
  EWS: 0.13,
  VWS: 0.34,
  WS: 0.74,
  MWS: 1.24,
  MS: 1.75,
  MCU: 2.55,
  CU: 4.3,
  BCU: 6,
  ECU: 9.6,
};

/** In a room nobody can step back far enough for a tiny figure: the whole room is its extreme wide. */
const ROOM_SHARE: Partial<Record<ShotSize, number>> = { EWS: 0.25, VWS: 0.42 };

export function bodyShare(size: ShotSize, inRoom: boolean): number {
  return (inRoom ? ROOM_SHARE[size] : undefined) ?? BODY_SHARE[size];
}

const USUAL_LENS_MM: Record<ShotSize, number> = {
  EWS: 28,
  VWS: 28,
  WS: 30,
  MWS: 35,
  MS: 45,
  MCU: 60,
  CU: 80,
  BCU: 95,
  ECU: 100,
};

const HORIZON: Record<ShotSize, number> = {
  EWS: 0.56,
  VWS: 0.5,
  WS: 0.47,
  MWS: 0.48,
  MS: 0.5,
  MCU: 0.56,
  CU: 0.64,
  BCU: 0.66,
  ECU: 0.62,
};

const SENSOR_MM = 36;

/** The lens used for drawing: what is set, held between a fisheye and a telescope; else what the size usually asks. */
function lensFor(size: ShotSize, lensMm: number | undefined): number {
  if (lensMm === undefined || !Number.isFinite(lensMm) || lensMm <= 0) return USUAL_LENS_MM[size];
  return Math.max(10, Math.min(400, lensMm));
}

export function setCamera(
  frame: {
    height: number;
    size: ShotSize;
    angle: ShotAngle;
    lensMm: number | undefined;
    /** How far back a room lets the camera go; a longer lens is then drawn as the longest that fits. */
    roomDepth?: number | undefined;
  },
  /** Where an adult subject's feet are and how tall it is, in frame units. */
  subject: { feetY: number; heightUnits: number },
): Stage {
  const { height, size, angle } = frame;
  const scale = subject.heightUnits / ADULT_METRES;
  const lens = lensFor(size, frame.lensMm);
  const wanted = (FRAME_WIDTH * lens) / SENSOR_MM;
  const focal = Math.min(wanted, (frame.roomDepth ?? Infinity) * scale);
  const distance = focal / scale;
  const level = horizonFor(angle, size, subject.feetY, scale, height);
  // A camera under the ground sees nothing: keep it a hand above.
  const horizon = Math.min(level, subject.feetY - 0.1 * scale);
  return {
    width: FRAME_WIDTH,
    height,
    overscan: Math.round(0.14 * Math.max(FRAME_WIDTH, height) + 20),
    focal,
    distance,
    horizon,
    cameraHeight: (subject.feetY - horizon) / scale,
    scale,
    tilt: TILT[angle],
    bend: lens < 24 ? 0.075 * Math.min(1, (24 - lens) / 10) : 0,
    near: Math.max(0.3, distance * 0.12) - distance,
    size,
  };
}

const TILT: Record<ShotAngle, number> = {
  eye: 0,
  high: 0.55,
  low: -0.26,
  overhead: 0,
  worm: -0.42,
  dutch: 0,
  shoulder: 0,
  hip: -0.06,
  ground: -0.2,
};

function horizonFor(angle: ShotAngle, size: ShotSize, feetY: number, scale: number, height: number): number {
  const level = HORIZON[size] * height;
  switch (angle) {
    case "high":
      return level - 0.4 * height;
    case "low":
      return level + 0.34 * height;
    case "worm":
      return level + 0.6 * height;
    case "ground":
      return Math.min(feetY - 0.12 * scale, height * 0.92);
    case "hip":
      return Math.min(feetY - 0.95 * scale, height * 0.8);
    case "shoulder":
      return Math.max(feetY - 1.45 * scale, height * 0.3);
    default:
      return level;
  }
}

/** Where a point of the world falls in the frame. Points behind the lens are pulled to just before it. */
export function project(stage: Stage, x: number, y: number, z: number): Point {
  const depth = Math.max(stage.near, z) + stage.distance;
  const units = stage.focal / depth;
  return tilted(stage, {
    x: stage.width / 2 + x * units,
    y: stage.horizon + (stage.cameraHeight - y) * units,
  });
}

/** Units per metre at a depth and height, the tilt included. */
export function unitsAt(stage: Stage, z: number, y = stage.cameraHeight): number {
  const units = stage.focal / (Math.max(stage.near, z) + stage.distance);
  const flatY = stage.horizon + (stage.cameraHeight - y) * units;
  return units * spread(stage, flatY);
}

/** The angle's projective tilt and the lens's bend; the identity at eye level. Keeps y = 0 and y = height in place. */
export function tilted(stage: Stage, point: Point): Point {
  if (stage.tilt === 0 && stage.bend === 0) return point;
  const t = point.y / stage.height;
  const divisor = Math.max(0.3, 1 + stage.tilt * t);
  const y = stage.tilt === 0 ? point.y : (stage.height * t * (1 + stage.tilt)) / divisor;
  const off = Math.max(-1.2, Math.min(1.2, (y / stage.height) * 2 - 1));
  const bulge = 1 + stage.bend * (0.5 - off * off);
  return { x: stage.width / 2 + (point.x - stage.width / 2) * spread(stage, point.y) * bulge, y };
}

export function spread(stage: Stage, y: number): number {
  if (stage.tilt === 0) return 1;
  return (1 + stage.tilt / 2) / Math.max(0.3, 1 + (stage.tilt * y) / stage.height);
}
