/**
 * The one layout of a broken-down script, in world px: cast and places in a left column, scenes stacked beside it,
 * each scene's shots in a row beside the scene (screens.md, idea 3).
 */
export const LAYOUT = {
  columnPitch: 80,
  columnGroupGap: 72,
  sceneX: 296,
  scenePitch: 232,
  /** Between the last scene of one act and the first of the next: the foot of one box, the header of the other. */
  actGap: 100,
  firstShotX: 312,
  shotPitch: 232,
  /** Below content that is already there. */
  belowExisting: 200,
} as const;

/** Where the n-th shot (from 0) of a scene at (x, y) stands. */
export const shotPositionOf = (scene: { x: number; y: number }, index: number): { x: number; y: number } => ({
  x: scene.x + LAYOUT.firstShotX + index * LAYOUT.shotPitch,
  y: scene.y,
});
