import type { ShotList } from "@backlot/shared/shot-list/read-shot-list";
import type { FittedPictures } from "../../pictures/fit-pictures.ts";

const MOST_NAMED = 8;

/** "5A, 5B and 5C"; of more than eight the rest is counted. */
export const listInWords = (names: readonly string[]): string => {
  const named = names.slice(0, MOST_NAMED);
  const rest = names.length - named.length;
  const last = rest > 0 ? `${rest} more` : (named.pop() ?? "");
  return named.length === 0 ? last : `${named.join(", ")} and ${last}`;
};

/** Scenes that nobody has planned a shot for. */
export const remarkOnEmptyScenes = ({ scenes }: ShotList): string[] => {
  const numbers = scenes.flatMap(({ number, shots, omitted }) =>
    shots.length === 0 && !omitted ? [number] : [],
  );
  if (numbers.length === 0) return [];
  return [
    numbers.length === 1
      ? `Scene ${listInWords(numbers)} has no shots yet and was left out.`
      : `Scenes ${listInWords(numbers)} have no shots yet and were left out.`,
  ];
};

/** Shots that show the hatched field, and why. */
export const remarkOnPictures = ({ scenes }: ShotList, fitted: FittedPictures | undefined): string[] => {
  if (!fitted) return [];
  const shots = scenes.flatMap((scene) => scene.shots);
  const nameOf = ({ number }: { number: string }): string => number || "one in no scene";
  const without = shots.filter(({ picture }) => !picture).map(nameOf);
  const unreadable = shots
    .filter(
      ({ picture }) =>
        picture && (fitted.unreadable.has(picture.thumbnail) || fitted.unreadable.has(picture.asset)),
    )
    .map(nameOf);
  return [
    ...(without.length > 0 ? [`No take yet: ${listInWords(without)}.`] : []),
    ...(unreadable.length > 0 ? [`The picture could not be read: ${listInWords(unreadable)}.`] : []),
    ...(fitted.tooLarge ? ["Some pictures were left out, because all of them together are too large."] : []),
  ];
};

/** What the bundled fonts cannot show. */
export const remarkOnCharacters = (missing: readonly string[]): string[] =>
  missing.length === 0
    ? []
    : [
        `The PDF's font lacks ${missing.slice(0, 12).join(" ")}${missing.length > 12 ? " and more" : ""}: boxes stand in their place.`,
      ];
