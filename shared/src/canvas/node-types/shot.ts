import { z } from "zod";
import { MAX_ID_LENGTH, MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineCodes, defineNodeType } from "./node-type.ts";

export const SHOT_SIZES = defineCodes({
  EWS: "extreme wide",
  VWS: "very wide",
  WS: "wide",
  MWS: "medium wide",
  MS: "medium",
  MCU: "medium close-up",
  CU: "close-up",
  BCU: "big close-up",
  ECU: "extreme close-up",
});

export const SHOT_ANGLES = defineCodes({
  eye: "Eye level",
  high: "High angle",
  low: "Low angle",
  overhead: "Overhead",
  worm: "Worm's eye",
  dutch: "Dutch",
  shoulder: "Shoulder level",
  hip: "Hip level",
  ground: "Ground level",
});

export const SHOT_MOVEMENTS = defineCodes({
  static: "Static",
  "pan-left": "Pan left",
  "pan-right": "Pan right",
  "tilt-up": "Tilt up",
  "tilt-down": "Tilt down",
  roll: "Roll",
  "dolly-in": "Dolly in",
  "dolly-out": "Dolly out",
  "truck-left": "Truck left",
  "truck-right": "Truck right",
  "pedestal-up": "Pedestal up",
  "pedestal-down": "Pedestal down",
  "crane-up": "Crane up",
  "crane-down": "Crane down",
  handheld: "Handheld",
  steadicam: "Steadicam",
  "zoom-in": "Zoom in",
  "zoom-out": "Zoom out",
  "rack-focus": "Rack focus",
  "whip-pan": "Whip pan",
  arc: "Arc",
  drone: "Drone",
});

export const SHOT_FRAMINGS = defineCodes({
  single: "Single",
  "two-shot": "Two-shot",
  group: "Group",
  ots: "Over the shoulder",
  pov: "Point of view",
  insert: "Insert",
});

export type ShotSize = (typeof SHOT_SIZES.codes)[number];
export type ShotAngle = (typeof SHOT_ANGLES.codes)[number];
export type ShotMovement = (typeof SHOT_MOVEMENTS.codes)[number];
export type ShotFraming = (typeof SHOT_FRAMINGS.codes)[number];

const shortText = z.string().max(MAX_SHORT_TEXT);

export const shotNode = defineNodeType({
  type: "shot",
  noun: "shot",
  label: "Shot",
  pluralLabel: "Shots",
  box: { width: 208, height: 192 },
  textFields: ["description", "notes"],
  dataSchema: z.object({
    description: z.string().max(MAX_LONG_TEXT).optional(),
    notes: z.string().max(MAX_LONG_TEXT).optional(),
    /** The number as printed, once fixed; absent = derived from scene and order. */
    number: shortText.optional(),
    /** The scene that contains this shot (derived edge `contains`). */
    scene: z.string().optional(),
    size: z.enum(SHOT_SIZES.codes).optional(),
    angle: z.enum(SHOT_ANGLES.codes).optional(),
    movement: z.enum(SHOT_MOVEMENTS.codes).optional(),
    framing: z.enum(SHOT_FRAMINGS.codes).optional(),
    /** Focal length in mm on full frame. */
    lensMm: z.number().positive().max(2000).optional(),
    durationSeconds: z.number().nonnegative().max(36_000).optional(),
    equipment: shortText.optional(),
    camera: shortText.optional(),
    frameRate: shortText.optional(),
    props: shortText.optional(),
    sound: shortText.optional(),
    vfx: shortText.optional(),
    setup: shortText.optional(),
    /** The job that proposed this shot, until a person accepts it; absent = a real shot. */
    proposal: z.string().min(1).max(MAX_ID_LENGTH).optional(),
  }),
});
