import type { InteriorExterior } from "../canvas/node-types/scene.ts";
import type { ShotAngle, ShotFraming, ShotMovement, ShotSize } from "../canvas/node-types/shot.ts";

/** The canvas as a film in running order: what the rules read. Proposed shots are no part of it. */
export interface Film {
  readonly scenes: readonly FilmScene[];
  /** "INES" */
  readonly nameOf: (characterId: string) => string;
}

export interface FilmScene {
  readonly id: string;
  /** As printed: "6". */
  readonly number: string;
  readonly interiorExterior?: InteriorExterior;
  readonly setName: string;
  readonly timeOfDay?: string;
  readonly modifier?: string;
  /** Length by its script; 8 = one page, about one minute. */
  readonly pageEighths?: number;
  /** Characters by id. */
  readonly cast: ReadonlySet<string>;
  readonly speakers: readonly Speaker[];
  readonly shots: readonly FilmShot[];
  /** Shots that wait to be accepted or dropped. */
  readonly proposals: number;
}

export interface Speaker {
  readonly characterId: string;
  /** In at least one speech that is not only heard. */
  readonly isSeen: boolean;
}

export interface FilmShot {
  readonly id: string;
  /** As printed: "6B". */
  readonly number: string;
  readonly size?: ShotSize;
  readonly angle?: ShotAngle;
  readonly movement?: ShotMovement;
  readonly framing?: ShotFraming;
  readonly lensMm?: number;
  readonly durationSeconds?: number;
  readonly description: string;
  /** The shot's own characters by id, sorted; none = the scene's cast is meant. */
  readonly cast: readonly string[];
}
