import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import type { breakdownOptionsSchema } from "@backlot/shared/functions/breakdown";
import type { ScreenplayProblem } from "@backlot/shared/screenplay/decode-screenplay";
import {
  SCREENPLAY_MEDIA_TYPES,
  type ScreenplayFormat,
} from "@backlot/shared/screenplay/read-screenplay-file";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import type { Parts } from "./parts.ts";

export type Imported = { ok: true; batch: BatchView } | { ok: false; reason: ScreenplayProblem };

const WAIT_STEP_MS = 100;

export interface ImportRequest {
  canvasId: string;
  bytes: Uint8Array;
  format: ScreenplayFormat;
  actor: { id: string; name: string };
  /** How a canvas that has scenes is treated; as the function's options. */
  options?: Pick<z.input<typeof breakdownOptionsSchema>, "mode" | "omitted">;
  once?: boolean;
  signal: AbortSignal;
}

/** Checks and stores a screenplay and submits its breakdown; the file stays, whatever becomes of the batch. */
export const importScreenplay = async (
  parts: Pick<Parts, "records" | "queue" | "assets" | "screenplays">,
  { canvasId, bytes, format, actor, options, once = false, signal }: ImportRequest,
): Promise<Imported> => {
  const read = await parts.screenplays.read({ bytes, format }, signal);
  if (!read.ok) return read;
  const mediaType = SCREENPLAY_MEDIA_TYPES[format];
  const { hash } = await parts.assets.put({ canvasId, bytes, mediaType, kind: "screenplay" });
  const submitted = await submitBatch(parts, {
    canvasId,
    function: "breakdown",
    nodeIds: [],
    options: { asset: hash, ...options },
    actor,
    nodes: new Map(),
    once,
  });
  if (!submitted.ok) throw new Error(`A breakdown was refused: ${JSON.stringify(submitted.errors)}`);
  return { ok: true, batch: submitted.batch };
};

/** The batch once it has ended, or as it is when the time is over or nobody waits any more. */
export const waitForBatch = async (
  { records }: Pick<Parts, "records">,
  batchId: string,
  { timeLimitMs, signal }: { timeLimitMs: number; signal?: AbortSignal },
): Promise<BatchView | undefined> => {
  const deadline = performance.now() + timeLimitMs;
  for (;;) {
    const batch = await readBatch(records, batchId);
    if (!batch || isEndedBatch(batch.status) || performance.now() > deadline || signal?.aborted) return batch;
    await wait(WAIT_STEP_MS);
  }
};
