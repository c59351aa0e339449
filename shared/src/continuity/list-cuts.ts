import type { FilmScene, FilmShot } from "./film.ts";

/** Every two shots of a scene that are cut together, in running order. */
export const listCuts = ({ shots }: FilmScene): { before: FilmShot; after: FilmShot }[] =>
  shots.flatMap((after, index) => {
    const before = shots[index - 1];
    return before ? [{ before, after }] : [];
  });

const MAX_LISTED = 6;

/** "6A, 6B and 6C"; of many the first ones and a count. */
export const listNumbers = (shots: readonly FilmShot[]): string => {
  const numbers = shots.slice(0, MAX_LISTED).map(({ number }) => number);
  const more = shots.length - numbers.length;
  if (more > 0) return `${numbers.join(", ")} and ${more} more`;
  return numbers.length <= 1
    ? (numbers[0] ?? "")
    : `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}`;
};
