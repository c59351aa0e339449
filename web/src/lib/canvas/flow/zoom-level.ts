/** What is drawn of a node at a zoom, and how much larger its marks stand in the world so that they can be read. */
export interface ZoomLevel {
  readonly name: "detail" | "compact" | "dot";
  readonly markScale: number;
}

const LEVELS: readonly { from: number; level: ZoomLevel }[] = [
  { from: 0.7, level: { name: "detail", markScale: 1 } },
  { from: 0.5, level: { name: "compact", markScale: 1.7 } },
  { from: 0.35, level: { name: "compact", markScale: 2.4 } },
  { from: 0.25, level: { name: "compact", markScale: 3.2 } },
];
const FARTHEST: ZoomLevel = { name: "dot", markScale: 6 };

/** The same object within a level. */
export const zoomLevelOf = (zoom: number): ZoomLevel =>
  LEVELS.find(({ from }) => zoom >= from)?.level ?? FARTHEST;
