import { SHOT_ANGLES, SHOT_FRAMINGS, SHOT_MOVEMENTS } from "../canvas/node-types/shot.ts";
import { INTERIOR_EXTERIOR, type InteriorExterior } from "../canvas/node-types/scene.ts";
import type { ShotListScene, ShotListShot } from "./read-shot-list.ts";

interface ShotListColumn {
  /** As it stands over the column. */
  readonly label: string;
  /** Points on paper when there is room for all; what is too wide is narrowed evenly. */
  readonly widthPt: number;
  /** Takes what the page has left over. */
  readonly grows?: true;
  readonly align?: "right";
  /** For a spreadsheet and for reading back: codes and plain numbers. */
  readonly value: (shot: ShotListShot, scene: ShotListScene) => string;
  /** For a person; absent = the value itself. */
  readonly words?: (shot: ShotListShot, scene: ShotListScene) => string;
}

const text =
  (
    field:
      "setup" | "description" | "equipment" | "camera" | "frameRate" | "props" | "sound" | "vfx" | "notes",
  ) =>
  ({ data }: ShotListShot): string =>
    data[field]?.trim() ?? "";

const number = (value: number | undefined): string => (value === undefined ? "" : String(value));

/** The columns of a shot list in their order. The keys head the columns of a CSV: they are API. */
const SHOT_LIST_COLUMNS = {
  scene: { label: "Scene", widthPt: 36, value: (_shot, scene) => scene.number },
  shot: { label: "Shot", widthPt: 36, value: (shot) => shot.number },
  setup: { label: "Setup", widthPt: 40, value: text("setup") },
  description: { label: "Description", widthPt: 180, grows: true, value: text("description") },
  size: { label: "Size", widthPt: 32, value: ({ data }) => data.size ?? "" },
  angle: {
    label: "Angle",
    widthPt: 58,
    value: ({ data }) => data.angle ?? "",
    words: ({ data }) => (data.angle ? SHOT_ANGLES.labels[data.angle] : ""),
  },
  movement: {
    label: "Movement",
    widthPt: 66,
    value: ({ data }) => data.movement ?? "",
    words: ({ data }) => (data.movement ? SHOT_MOVEMENTS.labels[data.movement] : ""),
  },
  lensMm: { label: "Lens (mm)", widthPt: 40, align: "right", value: ({ data }) => number(data.lensMm) },
  framing: {
    label: "Framing",
    widthPt: 64,
    value: ({ data }) => data.framing ?? "",
    words: ({ data }) => (data.framing ? SHOT_FRAMINGS.labels[data.framing] : ""),
  },
  equipment: { label: "Equipment", widthPt: 76, value: text("equipment") },
  camera: { label: "Camera", widthPt: 56, value: text("camera") },
  frameRate: { label: "Frame rate", widthPt: 46, value: text("frameRate") },
  cast: {
    label: "Cast",
    widthPt: 86,
    value: ({ cast }) => cast.join("; "),
    words: ({ cast }) => cast.join(", "),
  },
  props: { label: "Props", widthPt: 76, value: text("props") },
  location: { label: "Location", widthPt: 80, value: (_shot, { location }) => location ?? "" },
  interiorExterior: {
    label: "INT/EXT",
    widthPt: 44,
    value: (_shot, { interiorExterior }) => interiorExterior ?? "",
    words: (_shot, { interiorExterior }) =>
      interiorExterior === undefined ? "" : INTERIOR_EXTERIOR.labels[interiorExterior as InteriorExterior],
  },
  timeOfDay: { label: "D/N", widthPt: 52, value: (_shot, { timeOfDay }) => timeOfDay ?? "" },
  sound: { label: "Sound", widthPt: 64, value: text("sound") },
  vfx: { label: "VFX", widthPt: 64, value: text("vfx") },
  durationSeconds: {
    label: "Duration",
    widthPt: 46,
    align: "right",
    value: ({ data }) => number(data.durationSeconds),
    words: ({ data }) => (data.durationSeconds === undefined ? "" : durationInWords(data.durationSeconds)),
  },
  notes: { label: "Notes", widthPt: 130, grows: true, value: text("notes") },
  status: {
    label: "Status",
    widthPt: 54,
    value: ({ picture }) => (picture ? "in-review" : "no-take"),
    words: ({ picture }) => (picture ? "In review" : "No take"),
  },
} as const satisfies Record<string, ShotListColumn>;

export type ShotListColumnKey = keyof typeof SHOT_LIST_COLUMNS;

export const SHOT_LIST_COLUMN_KEYS = Object.keys(SHOT_LIST_COLUMNS) as [
  ShotListColumnKey,
  ...ShotListColumnKey[],
];

/** What a list shows until somebody chooses. */
export const DEFAULT_SHOT_LIST_COLUMNS = SHOT_LIST_COLUMN_KEYS.slice(0, 8);

export const columnOf = (key: ShotListColumnKey): ShotListColumn => SHOT_LIST_COLUMNS[key];

/** 4.5 → "4.5 s" */
export const durationInWords = (seconds: number): string => `${seconds.toFixed(1)} s`;

/** "WS · 35mm · Truck right": what a caption says of the camera; what is not set is left out. */
export const cameraInWords = ({ data }: ShotListShot): string =>
  [
    data.size,
    data.lensMm === undefined ? undefined : `${data.lensMm}mm`,
    data.movement && SHOT_MOVEMENTS.labels[data.movement],
  ]
    .filter((part) => part !== undefined)
    .join(" · ");
