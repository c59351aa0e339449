import { generateKeyBetween } from "fractional-indexing";

/** A place among siblings. Absent = not in the running order; equal orders (two people at once) are told apart by id. */
export interface Ordered {
  readonly id: string;
  readonly order?: string;
}

/** Those in the running order first, then the others, each group stable by id. */
export const compareOrder = (a: Ordered, b: Ordered): number => {
  if (a.order !== b.order) {
    if (a.order === undefined) return 1;
    if (b.order === undefined) return -1;
    return a.order < b.order ? -1 : 1;
  }
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
};

/** An order after every sibling. */
export const orderAtEnd = (siblings: readonly Ordered[]): string => {
  const last = siblings.reduce<string | undefined>(
    (highest, { order }) =>
      order !== undefined && (highest === undefined || order > highest) ? order : highest,
    undefined,
  );
  return keyBetween(last, undefined);
};

/** An order before every sibling. */
export const orderAtStart = (siblings: readonly Ordered[]): string => {
  const first = siblings.reduce<string | undefined>(
    (lowest, { order }) => (order !== undefined && (lowest === undefined || order < lowest) ? order : lowest),
    undefined,
  );
  return keyBetween(undefined, first);
};

/** An order behind `before` and in front of the next sibling that stands strictly later. */
export const orderBehind = (before: Ordered, siblings: readonly Ordered[]): string => {
  const lower = before.order;
  if (lower === undefined) return orderAtEnd(siblings);
  const upper = siblings.reduce<string | undefined>(
    (lowest, { order }) =>
      order !== undefined && order > lower && (lowest === undefined || order < lowest) ? order : lowest,
    undefined,
  );
  return keyBetween(lower, upper);
};

/** `generateKeyBetween` throws on keys it did not make; a stranger's update may hold any string. */
const keyBetween = (lower: string | undefined, upper: string | undefined): string => {
  try {
    return generateKeyBetween(lower ?? null, upper ?? null);
  } catch {
    return `${lower ?? "a"}V`;
  }
};
