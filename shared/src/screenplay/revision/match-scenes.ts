import type { Imported } from "../../canvas/imported.ts";
import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import type { BrokenDownScene } from "../breakdown.ts";
import { likenessOf, sketchOf, type Sketch } from "./likeness.ts";
import { faceOf } from "./script-fields.ts";

/** A scene of the canvas as it stands, and as the last import left it. */
export interface CanvasScene {
  readonly node: CanvasNode;
  readonly imported: Imported | undefined;
}

/** Scenes this long are the same when their words are, whatever stands over them. */
const TELLING_LENGTH = 40;
const RELATED_LIKENESS = 0.2;
const MIN_SCORE = 0.3;
/** Candidates looked at per scene, so that a script of one heading repeated costs no square. */
const MAX_CANDIDATES = 24;
/** A pair of words in more scenes than these ("INT. the") tells nothing. */
const MAX_POSTINGS = 40;
/** Scenes of one set: a long-running serial lives in one apartment. */
const MAX_NAMESAKES = 400;

/**
 * Which scene of the canvas (`old`, in script order) each scene of the screenplay is: those that are the same first, then
 * the same number where both print one, then the likeliest by heading, words and place. Index in `next` → index in `old`.
 */
export const matchScenes = (
  old: readonly CanvasScene[],
  next: readonly BrokenDownScene[],
): Map<number, number> => {
  const oldFaces = old.map(facesOf);
  const nextFaces = next.map(faceOfScene);
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  let isRenumbered = false;
  const pair = (n: number, o: number): void => {
    pairs.set(n, o);
    taken.add(o);
  };
  const sketches = lazySketches(old, next);
  const likeness = (n: number, o: number): number => likenessOf(sketches.ofNext(n), sketches.ofOld(o));
  const isSameNumber = (n: number, o: number): boolean => {
    const { number } = nextFaces[n] as Face;
    return number !== undefined && (oldFaces[o] ?? []).some((face) => face.number === number);
  };

  /** Pairs scenes with equal keys in their order; of several, the one with the same number. */
  const pairBy = (keyOf: (face: Face) => string | undefined, accept = (_n: number, _o: number) => true) => {
    const byKey = new Map<string, number[]>();
    for (const rank of RANKS) {
      oldFaces.forEach((faces, o) => {
        if (taken.has(o)) return;
        for (const face of faces) {
          const key = face.rank === rank ? keyOf(face) : undefined;
          if (key !== undefined) addTo(byKey, key, o);
        }
      });
    }
    nextFaces.forEach((face, n) => {
      const key = pairs.has(n) ? undefined : keyOf(face);
      if (key === undefined) return;
      const free = (byKey.get(key) ?? [])
        .filter((o) => !taken.has(o))
        .slice(0, MAX_CANDIDATES)
        .filter((o) => accept(n, o));
      const found = free.find((o) => isSameNumber(n, o)) ?? free[0];
      if (found === undefined) return;
      pair(n, found);
      if (
        face.number !== undefined &&
        oldFaces[found]?.every(({ number }) => number && number !== face.number)
      )
        isRenumbered = true;
    });
  };

  pairBy(
    ({ heading, script }) => `${heading}\n${script ?? ""}`,
    (n, o) => nextFaces[n]?.number === undefined || isSameNumber(n, o),
  );
  pairBy(({ heading, script, isTelling }) => (isTelling ? `${heading}\n${script}` : undefined));
  pairBy(
    ({ number }) => number,
    (n, o) => isSameHeading(nextFaces[n], oldFaces[o]) || likeness(n, o) >= RELATED_LIKENESS,
  );
  pairBy(({ heading, script }) => `${heading}\n${script ?? ""}`);
  pairBy(({ script, isTelling }) => (isTelling ? String(script) : undefined));
  if (!isRenumbered) pairBy(({ number }) => number);

  const candidates = listCandidates({ oldFaces, nextFaces, pairs, taken, sketches });
  const isBetweenNeighbors = neighborTest(pairs, old.length, next.length);
  const scored = candidates.map(({ n, o }) => {
    const heading = headingLikeness(nextFaces[n], oldFaces[o] ?? []);
    const place = isBetweenNeighbors(n, o) ? 1 : 0;
    const numbers = nextFaces[n]?.number && oldFaces[o]?.[0]?.number && !isRenumbered ? 0.25 : 0;
    const omitted = old[o]?.node.data["omitted"] === true ? 0.05 : 0;
    return { n, o, score: 0.6 * likeness(n, o) + 0.25 * heading + 0.15 * place - numbers - omitted };
  });
  scored.sort(
    (a, b) => b.score - a.score || Math.abs(a.n - a.o) - Math.abs(b.n - b.o) || a.n - b.n || a.o - b.o,
  );
  for (const { n, o, score } of scored) if (score >= MIN_SCORE && !pairs.has(n) && !taken.has(o)) pair(n, o);
  return pairs;
};

const addTo = <Key>(map: Map<Key, number[]>, key: Key, value: number): void => {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
};

interface Face {
  readonly number: string | undefined;
  readonly heading: string;
  readonly set: string;
  readonly script: string | number | undefined;
  readonly isTelling: boolean;
  /** 0 what the screenplay said last of a scene that is in it, 1 what stands on the canvas, 2 of an omitted scene. */
  readonly rank: number;
}

const RANKS = [0, 1, 2];

const faceOfFields = (
  fields: Readonly<Record<string, unknown>>,
  script: Face["script"],
  isTelling: boolean,
  rank = 0,
): Face => {
  const text = (field: string): string => {
    const value = fields[field];
    return typeof value === "string" ? value.toUpperCase().replace(/\s+/g, " ").trim() : "";
  };
  return {
    number: text("number") || undefined,
    heading: ["interiorExterior", "setName", "timeOfDay", "modifier"].map(text).join("|"),
    set: text("setName"),
    script,
    isTelling,
    rank,
  };
};

const faceOfScene = (scene: BrokenDownScene): Face =>
  faceOfFields({ ...scene }, faceOf("script", scene.script), scene.script.length >= TELLING_LENGTH);

const facesOf = ({ node, imported }: CanvasScene): Face[] => {
  const script = node.data["script"];
  const text = typeof script === "string" ? script : "";
  const isOmitted = node.data["omitted"] === true;
  const isTelling = text.length >= TELLING_LENGTH;
  const current = faceOfFields(node.data, faceOf("script", text), isTelling, isOmitted ? 2 : 1);
  if (!imported) return [current];
  // The length of the imported text is not kept; a fingerprint never stands for an empty one.
  const before = imported.fields["script"];
  return [current, faceOfFields(imported.fields, before, before !== undefined, isOmitted ? 2 : 0)];
};

const isSameHeading = (one: Face | undefined, others: readonly Face[] | undefined): boolean =>
  one !== undefined && (others ?? []).some(({ heading }) => heading === one.heading);

/** 1 the same heading, 0.6 the same set at another time, less for sets that share words. */
const headingLikeness = (one: Face | undefined, others: readonly Face[]): number => {
  if (!one) return 0;
  return others.reduce((best, other) => {
    if (other.heading === one.heading) return 1;
    const words = new Set(one.set.split(" "));
    const otherWords = new Set(other.set.split(" "));
    const common = [...words].filter((word) => word !== "" && otherWords.has(word)).length;
    return Math.max(best, (0.6 * common) / (words.size + otherWords.size - common || 1));
  }, 0);
};

interface Sketches {
  ofOld: (o: number) => Sketch;
  ofNext: (n: number) => Sketch;
}

const lazySketches = (old: readonly CanvasScene[], next: readonly BrokenDownScene[]): Sketches => {
  const olds: (Sketch | undefined)[] = [];
  const nexts: (Sketch | undefined)[] = [];
  return {
    ofOld: (o) => {
      const script = old[o]?.node.data["script"];
      return (olds[o] ??= sketchOf(typeof script === "string" ? script : ""));
    },
    ofNext: (n) => (nexts[n] ??= sketchOf(next[n]?.script ?? "")),
  };
};

/** Pairs worth a look: those that share a heading, rare words, or the gap between two scenes already found. */
const listCandidates = ({
  oldFaces,
  nextFaces,
  pairs,
  taken,
  sketches,
}: {
  oldFaces: readonly (readonly Face[])[];
  nextFaces: readonly Face[];
  pairs: ReadonlyMap<number, number>;
  taken: ReadonlySet<number>;
  sketches: Sketches;
}): { n: number; o: number }[] => {
  const byKey = new Map<string | number, number[]>();
  oldFaces.forEach((faces, o) => {
    if (taken.has(o)) return;
    for (const key of new Set(faces.flatMap(({ heading, set }) => [heading, set]))) addTo(byKey, key, o);
    for (const hash of sketches.ofOld(o)) addTo(byKey, hash, o);
  });
  const candidates: { n: number; o: number }[] = [];
  nextFaces.forEach(({ heading, set }, n) => {
    if (pairs.has(n)) return;
    const votes = new Map<number, number>();
    const vote = (key: string | number, weight: number, mostScenes: number): void => {
      const found = byKey.get(key) ?? [];
      if (found.length > mostScenes) return;
      for (const o of found) votes.set(o, (votes.get(o) ?? 0) + weight);
    };
    vote(heading, 8, MAX_NAMESAKES);
    vote(set, 4, MAX_NAMESAKES);
    for (const hash of sketches.ofNext(n)) vote(hash, 1, MAX_POSTINGS);
    const best = [...votes].sort((a, b) => b[1] - a[1] || Math.abs(a[0] - n) - Math.abs(b[0] - n));
    for (const [o] of best.slice(0, MAX_CANDIDATES)) candidates.push({ n, o });
  });
  return candidates;
};

/** Whether two scenes stand between the same neighbors among those already found. */
const neighborTest = (pairs: ReadonlyMap<number, number>, oldCount: number, nextCount: number) => {
  const oldBefore = new Int32Array(oldCount).fill(-1);
  const nextBefore = new Int32Array(nextCount).fill(-1);
  const newOf = new Map([...pairs].map(([n, o]) => [o, n]));
  for (let o = 0, last = -1; o < oldCount; o++) {
    oldBefore[o] = last;
    if (newOf.has(o)) last = o;
  }
  for (let n = 0, last = -1; n < nextCount; n++) {
    nextBefore[n] = last;
    const found = pairs.get(n);
    if (found !== undefined) last = found;
  }
  return (n: number, o: number): boolean => oldBefore[o] === nextBefore[n];
};
