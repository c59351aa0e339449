import type { MessageBody } from "./message.ts";

/**
 * Redis closes a subscriber that has 32 MB waiting for it, so a large state travels in chunks. Each is taken in its
 * order or the whole answer is forgotten: what is not whole is asked for again.
 */
const CHUNK_BYTES = 256 * 1024;
const MAX_CHUNKS = 256;

type AnswerBody = Extract<MessageBody, { kind: "answer" }>;

/** Undefined = more than any document may weigh. */
export const splitState = (packed: Uint8Array): Uint8Array[] | undefined => {
  const chunks: Uint8Array[] = [];
  for (let start = 0; start < packed.length; start += CHUNK_BYTES) {
    chunks.push(packed.subarray(start, start + CHUNK_BYTES));
  }
  return chunks.length <= MAX_CHUNKS ? chunks : undefined;
};

export interface AnswerInProgress {
  answer: number;
  count: number;
  chunks: Uint8Array[];
}

/** What has come so far, or the whole state when this was the last chunk. Undefined = a chunk is missing. */
export const addChunk = (
  soFar: AnswerInProgress | undefined,
  { answer, index, count, chunk }: AnswerBody,
): AnswerInProgress | Buffer | undefined => {
  if (count < 1 || count > MAX_CHUNKS || index >= count || chunk.length > CHUNK_BYTES) return undefined;
  const progress = index === 0 ? { answer, count, chunks: [] } : soFar;
  if (progress?.answer !== answer || progress.count !== count || progress.chunks.length !== index) {
    return undefined;
  }
  progress.chunks.push(chunk);
  return progress.chunks.length === count ? Buffer.concat(progress.chunks) : progress;
};
