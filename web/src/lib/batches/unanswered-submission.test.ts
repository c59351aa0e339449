import { describe, expect, it } from "vitest";
import { createUnansweredSubmission } from "./unanswered-submission.ts";

const board = { function: "storyboard", nodeIds: ["a", "b"], options: {} };

describe("a submission without an answer", () => {
  it("keeps its key while it is made again in the same words", () => {
    const { keyFor } = createUnansweredSubmission();
    const key = keyFor(board);
    expect(keyFor({ ...board, nodeIds: ["a", "b"] })).toBe(key);
  });

  it("has another key in other words", () => {
    const { keyFor } = createUnansweredSubmission();
    const key = keyFor(board);
    expect(keyFor({ ...board, options: { ratio: "1:1" } })).not.toBe(key);
    expect(keyFor(board)).not.toBe(key);
  });

  it("is a new wish once it was answered, and after a while", () => {
    let nowMs = 0;
    const { keyFor, forget } = createUnansweredSubmission(() => nowMs);
    const key = keyFor(board);
    forget(key);
    const second = keyFor(board);
    expect(second).not.toBe(key);
    forget(key);
    expect(keyFor(board)).toBe(second);
    nowMs = 10 * 60_000;
    expect(keyFor(board)).not.toBe(second);
  });
});
