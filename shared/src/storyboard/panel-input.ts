import type {
  CHARACTER_BUILDS,
  CHARACTER_CLOTHING,
  CHARACTER_HAIR,
  CHARACTER_HATS,
  CHARACTER_TONES,
} from "../canvas/node-types/character.ts";
import type { LocationKit } from "../canvas/node-types/location.ts";
import type { InteriorExterior } from "../canvas/node-types/scene.ts";
import type { GuideRatio } from "../functions/storyboard.ts";
import type { ShotAngle, ShotFraming, ShotMovement, ShotSize } from "../canvas/node-types/shot.ts";

/** What a panel is drawn from. All of it may be absent or absurd; the drawer clamps. */
export interface PanelInput {
  /** The canvas ratio as a rational, e.g. 2000/1000. */
  ratio: { width: number; height: number };
  shot: PanelShot;
  scene?: PanelScene;
  location?: PanelLocation;
  characters: PanelCharacter[];
  options: {
    /** Safe areas, number and size. */
    marks?: boolean;
    /** The crop of a second delivery. */
    guideRatio?: GuideRatio;
    /** Pale grounds that spare ink. */
    print?: boolean;
  };
}

export interface PanelShot {
  id: string;
  number?: string;
  size?: ShotSize;
  angle?: ShotAngle;
  movement?: ShotMovement;
  framing?: ShotFraming;
  /** Full-frame focal length. */
  lensMm?: number;
  description?: string;
}

export interface PanelScene {
  interiorExterior?: InteriorExterior;
  timeOfDay?: string;
  setName?: string;
}

export interface PanelLocation {
  id: string;
  name?: string;
  kit?: LocationKit;
  interiorExterior?: InteriorExterior;
}

export interface PanelCharacter {
  id: string;
  name?: string;
  build?: (typeof CHARACTER_BUILDS.codes)[number];
  hair?: (typeof CHARACTER_HAIR.codes)[number];
  hairTone?: Tone;
  hat?: (typeof CHARACTER_HATS.codes)[number];
  clothing?: (typeof CHARACTER_CLOTHING.codes)[number];
  clothingTone?: Tone;
  skinTone?: Tone;
}

export type Tone = (typeof CHARACTER_TONES.codes)[number];

/** World units across every frame; heights follow the ratio. */
export const FRAME_WIDTH = 960;

/** The frame's height in world units; ratios beyond 1:2.5 and 4:1 are clamped, broken ones become 2:1. */
export function frameHeight(ratio: { width: number; height: number } | undefined): number {
  const value = Number(ratio?.width) / Number(ratio?.height);
  const usable = Number.isFinite(value) && value > 0 ? Math.max(0.4, Math.min(4, value)) : 2;
  return Math.round(FRAME_WIDTH / usable / 2) * 2;
}
