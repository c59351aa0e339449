import { nanoid } from "nanoid";

/** A submission that nobody has answered for so long is a new wish when it is made again. */
const SAME_WISH_MS = 10 * 60_000;

export interface Submission {
  function: string;
  nodeIds: readonly string[];
  options: object;
}

/**
 * Remembers the submission that got no answer: the server may have it. Made again in the same words it goes under the same
 * key, so that no work is done twice.
 */
export const createUnansweredSubmission = (nowMs: () => number = Date.now) => {
  let unanswered: { words: string; key: string; sinceMs: number } | undefined;
  return {
    keyFor: (submission: Submission): string => {
      const words = JSON.stringify([submission.function, submission.nodeIds, submission.options]);
      const isSame = unanswered?.words === words && nowMs() - unanswered.sinceMs < SAME_WISH_MS;
      if (!unanswered || !isSame) unanswered = { words, key: nanoid(), sinceMs: nowMs() };
      return unanswered.key;
    },
    forget: (key: string): void => {
      if (unanswered?.key === key) unanswered = undefined;
    },
  };
};
