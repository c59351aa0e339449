import type { ContinuityRule } from "../continuity-rule.ts";
import { listNumbers } from "../list-cuts.ts";

/** One finding for a scene, so that a canvas in the making is not buried in notes. */
export const missingSize: ContinuityRule = {
  check: ({ scenes }) =>
    scenes.flatMap(({ id, shots }) => {
      const unsized = shots.filter(({ size, framing }) => size === undefined && framing !== "insert");
      if (unsized.length === 0) return [];
      const text = `${listNumbers(unsized)} ${unsized.length === 1 ? "has" : "have"} no size. Choose one, so that frames can be drawn and cuts compared.`;
      return [{ nodeIds: [id], text }];
    }),
};
