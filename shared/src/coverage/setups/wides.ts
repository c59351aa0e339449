import { listNames, makeShot, type Candidate } from "../candidate.ts";
import type { SceneReading } from "../scene-reading.ts";

const LOOKING_UP = /\b(tower|towers|skyscraper|cliff|cliffs|mountain|steeple|mast|looms?|towering|above)\b/i;
const LOOKING_DOWN = /\b(far below|valley|down below|from above|rooftops?)\b/i;
/** People a group needs before the master steps back for them. */
const CROWD = 4;
/** Shorter sentences are rhythm, not pictures: "Silence." */
const CUTAWAY_WORDS = 5;

/** The establishing shot, the master, and a wide to leave the scene with. */
export const proposeWides = (reading: SceneReading): Candidate[] => {
  const establishing = makeEstablishing(reading);
  // Of a place with nobody in it the two would be one and the same frame.
  const wides = establishing && reading.onStage.length === 0 ? [] : [makeMaster(reading)];
  if (establishing) wides.push(establishing);
  const closing = makeClosing(reading);
  if (closing) wides.push(closing);
  return [...wides, ...cutaways(reading)];
};

/** Where there are people, the place has had its wides. */
const MAX_CUTAWAYS = { withPeople: 2, withoutPeople: 6 };

/** What the script looks at while nobody is in sight. In a scene without people they are all there is. */
const cutaways = ({ actions, onStage }: SceneReading): Candidate[] =>
  actions
    .slice(1)
    .filter(({ people, text }) => people.length === 0 && text.split(" ").length >= CUTAWAY_WORDS)
    .slice(0, onStage.length === 0 ? MAX_CUTAWAYS.withoutPeople : MAX_CUTAWAYS.withPeople)
    .map(({ at, text }, index) => ({
      rank: (onStage.length === 0 ? 2 : 9) + index / 10,
      at,
      weight: 0.6,
      shot: makeShot({ size: "MS", description: text, cast: [] }),
    }));

const makeMaster = ({ onStage, nameOf, place }: SceneReading): Candidate => {
  const names = listNames(onStage.map(nameOf));
  const framing = onStage.length > 2 ? "group" : onStage.length === 2 ? "two-shot" : "single";
  return {
    rank: 0,
    at: -1,
    weight: 1.6,
    shot: makeShot({
      size: onStage.length >= CROWD ? "VWS" : "WS",
      ...(onStage.length > 0 && { framing }),
      description:
        names === "" ? `Master: ${place}.` : `Master, ${place}: ${names}, the whole scene in one frame.`,
      cast: onStage,
    }),
  };
};

/** Outside, or where the script itself looks at the place before it looks at people. */
const makeEstablishing = ({
  actions,
  speeches,
  onStage,
  place,
  isExterior,
}: SceneReading): Candidate | undefined => {
  const [first] = actions;
  const firstSpeech = speeches[0]?.at ?? Infinity;
  const opensOnPlace = first !== undefined && first.people.length === 0 && first.at < firstSpeech;
  if (!isExterior && !opensOnPlace) return undefined;
  const words = opensOnPlace ? first.text : "";
  const angle = LOOKING_UP.test(words) ? "low" : LOOKING_DOWN.test(words) ? "high" : "eye";
  return {
    rank: onStage.length === 0 ? 0 : isExterior ? 3 : 7,
    at: -2,
    weight: 0.8,
    shot: makeShot({
      size: isExterior ? "EWS" : "VWS",
      angle,
      description: `Establishing, ${place}${words === "" ? "." : `: ${words}`}`,
      cast: [],
    }),
  };
};

/** Action after the last word, with somebody in it: the scene ends on the whole figure. */
const makeClosing = ({ actions, speeches }: SceneReading): Candidate | undefined => {
  const last = actions.at(-1);
  const lastSpeech = speeches.at(-1)?.at;
  if (!last || last.people.length === 0 || lastSpeech === undefined || last.at < lastSpeech) return undefined;
  return {
    rank: 8,
    at: last.at,
    weight: 0.8,
    shot: makeShot({
      size: "WS",
      movement: "dolly-out",
      framing: last.people.length > 2 ? "group" : last.people.length === 2 ? "two-shot" : "single",
      description: last.text,
      cast: last.people,
    }),
  };
};
