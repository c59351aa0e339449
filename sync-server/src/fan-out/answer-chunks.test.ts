import { expect, it } from "vitest";
import { addChunk, splitState, type AnswerInProgress } from "./answer-chunks.ts";

const chunkOf = (index: number, count: number, answer = 1, chunk = Buffer.of(index)) => ({
  kind: "answer" as const,
  to: "a",
  answer,
  index,
  count,
  chunk,
});

const join = (chunks: ReturnType<typeof chunkOf>[]): ReturnType<typeof addChunk> => {
  let progress: ReturnType<typeof addChunk>;
  for (const chunk of chunks) progress = addChunk(progress as AnswerInProgress | undefined, chunk);
  return progress;
};

it("puts a large state together again from its chunks", () => {
  const state = Buffer.alloc(1_000_000, "state");
  const chunks = splitState(state) ?? [];
  expect(chunks.length).toBe(4);
  const whole = join(chunks.map((chunk, index) => chunkOf(index, 4, 1, Buffer.from(chunk))));
  expect(Buffer.isBuffer(whole) && whole.equals(state)).toBe(true);
});

it("forgets an answer of which a chunk is missing, comes twice or belongs to another answer", () => {
  expect(join([chunkOf(0, 3), chunkOf(2, 3)])).toBeUndefined();
  expect(join([chunkOf(0, 3), chunkOf(1, 3), chunkOf(1, 3)])).toBeUndefined();
  expect(join([chunkOf(0, 2, 1), chunkOf(1, 2, 2)])).toBeUndefined();
  expect(join([chunkOf(1, 2)])).toBeUndefined();
  expect(join([chunkOf(0, 2), chunkOf(0, 2, 2), chunkOf(1, 2, 2)])).toEqual(Buffer.of(0, 1));
});

it("takes no more than any document may weigh", () => {
  expect(splitState(Buffer.alloc(65 * 1024 * 1024))).toBeUndefined();
  expect(addChunk(undefined, chunkOf(0, 2 ** 40))).toBeUndefined();
  expect(addChunk(undefined, chunkOf(0, 0))).toBeUndefined();
  expect(addChunk(undefined, chunkOf(0, 2, 1, Buffer.alloc(1024 * 1024)))).toBeUndefined();
});
