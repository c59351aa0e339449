import type { CastNames } from "./cast-names.ts";

type Gender = "she" | "he";

const SHE = /\b(she|her|hers|herself)\b/i;
const HE = /\b(he|him|his|himself)\b/i;
const OPENING = /^(?:and |but |then )?(she|her|he|his)\b/i;

export interface Pronouns {
  /** Whom "She …" at the start of a sentence means: the last one mentioned who may be called so. */
  resolve(sentence: string): string[];
  noteMention(people: readonly string[]): void;
}

/** Learns who is "she" and who "he" from the sentences that name one person and use one of the two. */
export const createPronouns = (sentences: readonly string[], castNames: CastNames): Pronouns => {
  const tally = new Map<string, number>();
  for (const sentence of sentences) {
    const she = SHE.test(sentence);
    if (she === HE.test(sentence)) continue;
    const [only, ...others] = castNames.peopleIn(sentence);
    if (only !== undefined && others.length === 0) tally.set(only, (tally.get(only) ?? 0) + (she ? 1 : -1));
  }
  const mentioned: string[] = [];
  const mayBe = (id: string, gender: Gender): boolean => {
    const count = tally.get(id) ?? 0;
    return gender === "she" ? count >= 0 : count <= 0;
  };
  return {
    resolve: (sentence) => {
      const word = OPENING.exec(sentence)?.[1]?.toLowerCase();
      if (word === undefined) return [];
      const gender: Gender = word === "she" || word === "her" ? "she" : "he";
      const known = mentioned.findLast((id) => (tally.get(id) ?? 0) !== 0 && mayBe(id, gender));
      const meant = known ?? mentioned.findLast((id) => mayBe(id, gender));
      return meant === undefined ? [] : [meant];
    },
    noteMention: (people) => {
      // The first one named is what a sentence is about, so it is mentioned last here.
      for (const id of people.toReversed()) {
        const before = mentioned.indexOf(id);
        if (before !== -1) mentioned.splice(before, 1);
        mentioned.push(id);
      }
    },
  };
};
