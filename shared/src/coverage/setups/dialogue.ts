import { makeShot, quote, type Candidate } from "../candidate.ts";
import type { ReadSpeech, SceneReading } from "../scene-reading.ts";

interface Pair {
  people: readonly [string, string];
  /** How often the word passes from one to the other. */
  turns: number;
  at: number;
}

/** Further pairs of a crowded scene are covered by its singles. */
const MAX_PAIRS = 3;
/** From so many turns on, an exchange is worth going closer for. */
const LONG_EXCHANGE_TURNS = 6;
const LONG_SPEECH_WORDS = 25;

/** Coverage of who talks to whom: two-shots, over-the-shoulder pairs, and singles that come closer as it goes on. */
export const proposeDialogue = (reading: SceneReading): Candidate[] => {
  const seen = reading.speeches.filter(({ isUnseen, speakers }) => !isUnseen && speakers.length > 0);
  if (seen.length === 0) return silentSingles(reading);
  const pairs = listPairs(seen);
  const bySpeaker = groupBySpeaker(seen);
  return [
    ...pairs.flatMap((pair, index) => coverPair(reading, pair, index, bySpeaker)),
    ...[...bySpeaker].flatMap(([id, speeches], index) => coverSpeaker(reading, id, speeches, index, pairs)),
  ];
};

/** A scene without words still wants to see its people closer than the master does. */
const silentSingles = ({ onStage, actions, nameOf }: SceneReading): Candidate[] =>
  onStage.slice(0, MAX_PAIRS).map((id, index) => {
    const action = actions.find(({ people }) => people.includes(id));
    return {
      rank: 3 + index / 10,
      at: action?.at ?? 0,
      weight: 1,
      shot: makeShot({
        size: "MS",
        framing: "single",
        description: `Single, ${nameOf(id)}${action ? `: ${action.text}` : "."}`,
        cast: [id],
      }),
    };
  });

const listPairs = (speeches: readonly ReadSpeech[]): Pair[] => {
  const pairs = new Map<string, Pair>();
  for (let index = 1; index < speeches.length; index++) {
    const before = speeches[index - 1];
    const one = before?.speakers[0];
    const other = speeches[index]?.speakers[0];
    if (!before || one === undefined || other === undefined || one === other) continue;
    const key = [one, other].sort().join(" ");
    const pair = pairs.get(key);
    if (pair) pair.turns++;
    else pairs.set(key, { people: [one, other], turns: 1, at: before.at });
  }
  return [...pairs.values()].sort((a, b) => b.turns - a.turns || a.at - b.at).slice(0, MAX_PAIRS);
};

const groupBySpeaker = (speeches: readonly ReadSpeech[]): Map<string, ReadSpeech[]> => {
  const groups = new Map<string, ReadSpeech[]>();
  for (const speech of speeches) {
    for (const id of speech.speakers) groups.set(id, [...(groups.get(id) ?? []), speech]);
  }
  return groups;
};

const coverPair = (
  { nameOf, onStage }: SceneReading,
  { people, turns, at }: Pair,
  index: number,
  bySpeaker: ReadonlyMap<string, readonly ReadSpeech[]>,
): Candidate[] => {
  const [one, other] = people;
  const both = `${nameOf(one)} and ${nameOf(other)}`;
  const overShoulder = (whom: string, shoulder: string): Candidate => {
    const speeches = bySpeaker.get(whom) ?? [];
    return {
      rank: index === 0 ? 1 : 5 + index,
      at: speeches[0]?.at ?? at,
      weight: 1 + Math.min(2, turns / 8),
      shot: makeShot({
        size: "MCU",
        framing: "ots",
        description: `Over ${nameOf(shoulder)}: ${nameOf(whom)}. ${quote(speeches[0]?.text ?? "")}`.trim(),
        cast: people,
      }),
    };
  };
  const twoShot: Candidate = {
    // With only two on stage the master shows them already.
    rank: onStage.length > 2 ? 2 + index : 4,
    at,
    weight: 1.1,
    shot: makeShot({ size: "MS", framing: "two-shot", description: `Two-shot, ${both}.`, cast: people }),
  };
  return [overShoulder(one, other), overShoulder(other, one), twoShot];
};

const coverSpeaker = (
  { nameOf }: SceneReading,
  id: string,
  speeches: readonly ReadSpeech[],
  index: number,
  pairs: readonly Pair[],
): Candidate[] => {
  const name = nameOf(id);
  const words = speeches.reduce((sum, speech) => sum + speech.words, 0);
  // The first words stand under the wider setup already.
  const later = speeches.length > 1 ? speeches.slice(1) : speeches;
  const longest = later.reduce((best, speech) => (speech.words > best.words ? speech : best));
  const mainPair = pairs.find(({ people }) => people.includes(id));
  const isMain = mainPair !== undefined && mainPair === pairs[0];
  const candidates: Candidate[] = [];
  const first = speeches[0];
  if (first && !isMain) {
    candidates.push({
      rank: mainPair ? 4 + index / 10 : 1 + index / 10,
      at: first.at,
      weight: 0.8 + Math.min(1.5, words / 60),
      shot: makeShot({
        size: "MS",
        framing: "single",
        description: `Single, ${name}. ${quote(first.text)}`.trim(),
        cast: [id],
      }),
    });
  }
  const isLong = (mainPair?.turns ?? 0) >= LONG_EXCHANGE_TURNS || longest.words >= LONG_SPEECH_WORDS;
  candidates.push({
    rank: (isLong ? 2 : 5) + index / 10,
    at: longest.at,
    weight: 0.8 + Math.min(1, words / 100),
    shot: makeShot({
      size: "CU",
      framing: "single",
      movement: longest.words >= LONG_SPEECH_WORDS * 2 ? "dolly-in" : "static",
      description: `Close on ${name}. ${quote(longest.text)}`.trim(),
      cast: [id],
    }),
  });
  return candidates;
};
