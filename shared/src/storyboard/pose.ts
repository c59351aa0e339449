// What a pose does to the heights of a body, in heads below the chin.

export type Pose = "standing" | "walking" | "sitting" | "reaching" | "holding";

/** Chin to sole, in heads. */
export const SOLES = { upright: 5.42, sitting: 4.22 };

export function solesOf(pose: Pose): number {
  return pose === "sitting" ? SOLES.sitting : SOLES.upright;
}

const UPPER_JOINTS = [0.12, 0.5, 1.65, 2.28] as const;

/** Where a crop looks like an amputation, in heads below the chin: neck, shoulder, elbow, wrist, knee, ankle. */
export function jointsOf(pose: Pose): readonly number[] {
  return pose === "sitting" ? [...UPPER_JOINTS, 2.72, 3.98] : [...UPPER_JOINTS, 3.95, 5.15];
}
