import { z } from "zod";

/**
 * One stored result of a function on a node. Takes are never overwritten; the id is the id of the job that
 * made it, so that a job that runs twice still gives one take. Stored as a plain value in the node's `takes`.
 */
export const takeSchema = z.object({
  id: z.string(),
  function: z.string(),
  functionVersion: z.number().int(),
  /** Content hash (SHA-256, hex) of the full picture; absent when the result has none. */
  asset: z.string().optional(),
  /** Content hash of the picture at node size, at most 410 px wide. */
  thumbnail: z.string().optional(),
  /** Pixels of `asset`. */
  width: z.number().int().positive().optional(),
  height: z.number().int().positive().optional(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** How long the job took, in ms. */
  durationMs: z.number().nonnegative(),
  author: z.object({ id: z.string(), name: z.string() }),
  parameters: z.record(z.string(), z.unknown()),
  inputHash: z.string(),
  /** What was not set and had to be assumed, in words: "lens", "angle". */
  missing: z.array(z.string()).optional(),
  /** What else a person should know of it: "Drawn here, because the image service did not answer". */
  remark: z.string().max(500).optional(),
  /** An earlier job had made the same from the same input, and its picture was taken. */
  reused: z.literal(true).optional(),
  /** A person deleted it, in ms since the epoch. It stays where it is, so that the numbers of the others stay too. */
  deletedAt: z.number().optional(),
});

export type Take = z.infer<typeof takeSchema>;

/** A take as people speak of it: takes are counted in the order of their making, the deleted ones as well. */
export interface NumberedTake extends Take {
  number: number;
}
