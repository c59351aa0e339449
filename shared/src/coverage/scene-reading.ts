import type { InteriorExterior } from "../canvas/node-types/scene.ts";
import type { ShotAngle, ShotFraming, ShotMovement, ShotSize } from "../canvas/node-types/shot.ts";
import { createCastNames, type NamedCharacter } from "./cast-names.ts";
import { createPronouns } from "./pronouns.ts";
import { readBeats } from "./scene-beats.ts";
import { titleCase } from "./sentences.ts";

/** A shot as coverage compares and proposes it. */
export interface CoverageShot {
  size?: ShotSize;
  angle?: ShotAngle;
  movement?: ShotMovement;
  framing?: ShotFraming;
  durationSeconds?: number;
  description: string;
  props?: string;
  /** Characters by id, sorted. */
  cast: readonly string[];
}

/** All that coverage looks at. */
export interface CoverageScene {
  script: string;
  synopsis: string;
  interiorExterior?: InteriorExterior;
  setName: string;
  pageEighths?: number;
  /** Of the whole canvas, those in this scene first. */
  characters: readonly NamedCharacter[];
  /** Ids of those in this scene. */
  cast: readonly string[];
  /** The scene's shots; proposals are none. */
  shots: readonly CoverageShot[];
}

export interface ReadAction {
  kind: "action";
  /** Position in the scene. */
  at: number;
  text: string;
  /** Whom it shows; "She" is the person named before. */
  people: readonly string[];
}

export interface ReadSpeech {
  kind: "speech";
  at: number;
  text: string;
  words: number;
  /** Empty for a voice that belongs to nobody on the canvas. */
  speakers: readonly string[];
  isUnseen: boolean;
}

export interface SceneReading {
  actions: readonly ReadAction[];
  speeches: readonly ReadSpeech[];
  /** Who is seen in the scene, in the order of their coming. */
  onStage: readonly string[];
  /** "Ines" */
  nameOf: (id: string) => string;
  /** "Wheelhouse"; "the place" when the scene has no set. */
  place: string;
  isExterior: boolean;
  /** Screen time by pages, one page a minute. */
  seconds: number;
}

const SECONDS_PER_EIGHTH = 7.5;
const SHORTEST_SCENE_SECONDS = 5;

export const readScene = (scene: CoverageScene): SceneReading => {
  const castNames = createCastNames(scene.characters);
  const beats = readBeats(scene.script.trim() === "" ? scene.synopsis : scene.script);
  const actions: ReadAction[] = [];
  const speeches: ReadSpeech[] = [];
  const onStage = new Set<string>();
  const pronouns = createPronouns(
    beats.flatMap(({ kind, text }) => (kind === "action" ? [text] : [])),
    castNames,
  );
  let length = 0;
  beats.forEach((beat, at) => {
    length += beat.text.length;
    if (beat.kind === "speech") {
      const speakers = castNames.speakersOf(beat.speaker);
      speeches.push({
        kind: "speech",
        at,
        text: beat.text,
        words: beat.words,
        speakers,
        isUnseen: beat.isUnseen,
      });
      if (beat.isUnseen) return;
      for (const id of speakers) onStage.add(id);
      pronouns.noteMention(speakers);
      return;
    }
    const named = castNames.peopleIn(beat.text);
    const people = named.length > 0 ? named : pronouns.resolve(beat.text);
    actions.push({ kind: "action", at, text: beat.text, people });
    for (const id of people) onStage.add(id);
    pronouns.noteMention(people);
  });
  if (onStage.size === 0 && speeches.length === 0) for (const id of scene.cast) onStage.add(id);
  const names = new Map(scene.characters.map(({ id, name }) => [id, titleCase(name)]));
  const place = titleCase(scene.setName.replaceAll(/\s[-–—]\s/g, " ").trim());
  return {
    actions,
    speeches,
    onStage: [...onStage],
    nameOf: (id) => names.get(id) ?? "somebody",
    place: place === "" ? "the place" : place,
    isExterior: scene.interiorExterior !== undefined && scene.interiorExterior !== "INT",
    seconds: screenSecondsOf(scene.pageEighths, length),
  };
};

/** A page holds about 1,700 characters of a screenplay; used where the length in eighths is not set. */
const CHARACTERS_PER_EIGHTH = 210;

const screenSecondsOf = (pageEighths: number | undefined, textLength: number): number =>
  Math.max(
    SHORTEST_SCENE_SECONDS,
    (pageEighths ?? Math.max(1, textLength / CHARACTERS_PER_EIGHTH)) * SECONDS_PER_EIGHTH,
  );
