import { wordsOf } from "./sentences.ts";

export interface NamedCharacter {
  id: string;
  name: string;
}

export interface CastNames {
  /** The characters that a speech is given to: "INES AND WREN" are two, if both are known. */
  speakersOf(name: string): string[];
  /** The characters that a sentence of action names, in the order of their names. */
  peopleIn(sentence: string): string[];
}

const MAX_NAME_WORDS = 4;
const TOGETHER = /\s*(?:\/|&|,|\bAND\b)\s*/;

/** Finds characters by name. Of two with one name the first counts, so pass those of the scene first. */
export const createCastNames = (characters: readonly NamedCharacter[]): CastNames => {
  const ids = new Map<string, string>();
  for (const { id, name } of characters) {
    const form = formOf(name);
    if (form !== "" && !ids.has(form)) ids.set(form, id);
  }
  return {
    speakersOf: (name) => {
      const one = ids.get(formOf(name));
      if (one !== undefined) return [one];
      const parts = name.split(TOGETHER).map((part) => ids.get(formOf(part)));
      return parts.every((part) => part !== undefined) ? [...new Set(parts)] : [];
    },
    peopleIn: (sentence) => {
      const words = wordsOf(sentence);
      const found = new Set<string>();
      for (let index = 0; index < words.length; index++) {
        if (!words[index]?.isCapital) continue;
        let form = "";
        for (let count = 1; count <= MAX_NAME_WORDS && index + count <= words.length; count++) {
          form += (count === 1 ? "" : " ") + (words[index + count - 1]?.form ?? "");
          const id = ids.get(form);
          if (id !== undefined) found.add(id);
        }
      }
      return [...found];
    },
  };
};

const formOf = (name: string): string =>
  wordsOf(name)
    .map(({ form }) => form)
    .join(" ");
