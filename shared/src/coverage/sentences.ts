const SENTENCE_END = /[.!?…]+["'”’)]*(?=\s|$)/g;
/** A full stop behind these ends no sentence. */
const ABBREVIATION = /\b(mr|mrs|ms|dr|st|no|sgt|lt|capt|prof|jr|sr|vs)\.$/i;

/** The sentences of one paragraph whose spaces are single ones. */
export const splitSentences = (text: string): string[] => {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end).trim();
    if (ABBREVIATION.test(sentence.slice(-6))) continue;
    if (sentence !== "") sentences.push(sentence);
    start = end;
  }
  const rest = text.slice(start).trim();
  return rest === "" ? sentences : [...sentences, rest];
};

const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu;
const CAPITAL = /^[\p{Lu}\p{Lo}\p{N}]/u;

export interface Word {
  /** In capitals, a possessive's ending taken off: "Ines's" → INES. */
  readonly form: string;
  /** Begins like a name. */
  readonly isCapital: boolean;
  /** Written in capitals throughout, as scripts write what matters. */
  readonly isAllCapitals: boolean;
}

export const wordsOf = (text: string): Word[] =>
  (text.match(WORD) ?? []).map((word) => {
    const bare = word.replaceAll("’", "'").replace(/'[sS]?$/, "");
    const form = bare.toUpperCase();
    return {
      form,
      isCapital: CAPITAL.test(word),
      isAllCapitals: bare.length > 2 && bare === form && bare !== bare.toLowerCase(),
    };
  });

/** WHEELHOUSE → Wheelhouse, COAST RADIO → Coast Radio; what has small letters stays as it is. */
export const titleCase = (text: string): string =>
  text !== text.toUpperCase()
    ? text
    : text
        .toLowerCase()
        .replace(
          /(^|[\s\-–/(])(\p{L})/gu,
          (_, before: string, letter: string) => before + letter.toUpperCase(),
        );
