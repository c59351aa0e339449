/** Letters as scene numbers use them: without I and O, which read as 1 and 0. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const SUFFIXED = /^(.*?)([A-Za-z])$/;

/**
 * A number for a scene between two numbered ones once numbers are fixed: behind 12 comes `12A`, then `12B`; where that is
 * taken, `A13` before 13; in front of the first scene `A1`; behind the last, 40, simply 41. Never one that is taken.
 */
export const numberInserted = (
  previous: string | undefined,
  following: string | undefined,
  taken: ReadonlySet<string>,
): string => {
  const isFree = (number: string): boolean => !taken.has(number.toUpperCase());
  const isLast = following === undefined && previous !== undefined;
  const count = isLast ? /^\d{1,6}/.exec(previous)?.[0] : undefined;
  if (count !== undefined && isFree(String(Number(count) + 1))) return String(Number(count) + 1);
  if (previous !== undefined) {
    const [, stem, letter] = SUFFIXED.exec(previous) ?? [undefined, previous, ""];
    const later = LETTERS.slice(LETTERS.indexOf((letter ?? "").toUpperCase()) + 1);
    const next = letter === "" ? `${previous}A` : `${stem}${later[0] ?? ""}`;
    if (next !== previous && later !== "" && isFree(next)) return next;
  }
  if (following !== undefined) {
    const before = [...LETTERS].map((letter) => `${letter}${following}`).find(isFree);
    if (before !== undefined) return before;
  }
  for (let stem = previous ?? following ?? ""; ; stem += "A") {
    const free = [...LETTERS].map((letter) => `${stem}${letter}`).find(isFree);
    if (free !== undefined) return free;
  }
};
