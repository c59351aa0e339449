import { makeShot, type Candidate } from "../candidate.ts";
import type { SceneReading } from "../scene-reading.ts";

const REACTS =
  /\b(looks?|stares?|glances?|watch(?:es)?|listens?|hears?|smiles?|laughs?|cries|weeps?|frowns?|nods?|freezes?|hesitates?|understands?|realizes?|realises?|considers?|does not answer|doesn't answer|says nothing|holds? (?:her|his|their) breath|turns (?:away|round|around|pale)|winces?|blushes|shudders?|sighs?|blinks?|swallows?|lets go)\b/i;
const POINT_OF_VIEW = /\b(?:p\.?o\.?v\.?|(?:her|his|their|\p{Lu}[\p{L}'’]+) view)\b:?/iu;
const LOOKS_OUT =
  /\b(?:looks?|peers?|stares?|gazes?|points?|watch(?:es)?|sees?|spies) (?:\w+ )?(?:through|out of|out at|out over|out into|past|down at|up at|across)\b/i;
const LONG_SPEECH_WORDS = 35;

/** Faces while something happens to them, and what they see. */
export const proposeReactions = (reading: SceneReading): Candidate[] => [
  ...listeners(reading),
  ...silentReactions(reading),
  ...pointsOfView(reading),
];

/** Who is spoken to for long. */
const listeners = ({ speeches, onStage, nameOf }: SceneReading): Candidate[] => {
  const seen = speeches.filter(({ isUnseen, speakers }) => !isUnseen && speakers.length > 0);
  return seen.flatMap((speech, index) => {
    const [speaker] = speech.speakers;
    if (speech.words < LONG_SPEECH_WORDS || speaker === undefined) return [];
    const isOther = (id: string): boolean => !speech.speakers.includes(id);
    const neighbours = [...(seen[index + 1]?.speakers ?? []), ...(seen[index - 1]?.speakers ?? [])];
    const listener = [...neighbours, ...onStage].find(isOther);
    if (listener === undefined) return [];
    const description = `${nameOf(listener)} listens to ${nameOf(speaker)}.`;
    return [
      {
        rank: 5.5,
        at: speech.at,
        weight: 0.5,
        shot: makeShot({ size: "MCU", framing: "single", description, cast: [listener] }),
      },
    ];
  });
};

/** "He almost smiles." */
const silentReactions = ({ actions }: SceneReading): Candidate[] =>
  actions.flatMap(({ at, text, people }) => {
    const [person, ...others] = people;
    if (person === undefined || others.length > 0 || !REACTS.test(text)) return [];
    return [
      {
        rank: 4.5,
        at,
        weight: 0.55,
        shot: makeShot({ size: "CU", framing: "single", description: text, cast: [person] }),
      },
    ];
  });

const pointsOfView = ({ actions, nameOf }: SceneReading): Candidate[] =>
  actions.flatMap(({ at, text, people }) => {
    const isWritten = POINT_OF_VIEW.test(text);
    const [viewer] = people;
    if (!isWritten && (viewer === undefined || !LOOKS_OUT.test(text))) return [];
    return [
      {
        rank: isWritten ? 2.2 : 6.5,
        at,
        weight: 0.7,
        shot: makeShot({
          size: "WS",
          framing: "pov",
          description: isWritten || viewer === undefined ? text : `What ${nameOf(viewer)} sees: ${text}`,
          cast: [],
        }),
      },
    ];
  });
