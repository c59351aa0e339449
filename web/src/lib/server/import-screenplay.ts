import { setTimeout as wait } from "node:timers/promises";
import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { breakdownScreenplay } from "@backlot/shared/screenplay/breakdown";
import { decodeScreenplay, type ScreenplayProblem } from "@backlot/shared/screenplay/decode-screenplay";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import type { Parts } from "./parts.ts";

export type Imported = { ok: true; batch: BatchView } | { ok: false; reason: ScreenplayProblem };

const WAIT_STEP_MS = 100;

/** Checks and stores a Fountain file and submits its breakdown; the file stays, whatever becomes of the batch. */
export const importScreenplay = async (
  parts: Pick<Parts, "records" | "queue" | "assets">,
  request: { canvasId: string; bytes: Uint8Array; actor: { id: string; name: string }; once?: boolean },
): Promise<Imported> => {
  const decoded = decodeScreenplay(request.bytes);
  if (!decoded.ok) return decoded;
  const check = breakdownScreenplay(decoded.text);
  if (!check.ok) return check;
  const { canvasId, bytes, actor } = request;
  const { hash } = await parts.assets.put({
    canvasId,
    bytes,
    mediaType: "text/plain; charset=utf-8",
    kind: "screenplay",
  });
  const submitted = await submitBatch(parts, {
    canvasId,
    function: "breakdown",
    nodeIds: [],
    options: { asset: hash },
    actor,
    nodes: new Map(),
    once: request.once ?? false,
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
