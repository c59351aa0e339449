import { isEndedBatch } from "@backlot/shared/functions/batch-states";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import type { Records } from "@backlot/shared/server/database/records";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { OutsideRefused, type OutsideRefusal } from "@backlot/shared/server/outside/outside-refused";
import type { SealedSecrets } from "@backlot/shared/server/sealed-secrets";
import {
  MAX_DELIVERY_ATTEMPTS,
  type ClaimedDelivery,
  type DeliveryEnd,
} from "@backlot/shared/server/webhooks/deliveries";
import { signWebhook } from "@backlot/shared/server/webhooks/sign-webhook";

export interface DeliveryParts {
  records: Records;
  fetchOutside: FetchOutside;
  sealed: SealedSecrets;
  /** Before the second attempt; each further one waits five times as long. */
  firstRetryMs: number;
  timeLimitMs: number;
}

const RETRY_FACTOR = 5;
const LONGEST_RETRY_MS = 6 * 3_600_000;
const MAX_REPLY_BYTES = 1024 * 1024;

/** One attempt. `stale`: the batch is gone, or runs again and will have news of its own. */
export const deliverWebhook = async (
  parts: DeliveryParts,
  delivery: ClaimedDelivery,
  signal: AbortSignal,
): Promise<DeliveryEnd | "stale"> => {
  const batch = await readBatch(parts.records, delivery.batchId);
  if (!batch || !isEndedBatch(batch.status)) return "stale";
  const secret = parts.sealed.open(delivery.sealedSecret);
  if (secret === undefined)
    return { state: "failed", error: "Its secret cannot be read: SECRET of this server has changed." };
  const timestamp = batch.finishedAt ?? batch.createdAt;
  const body = JSON.stringify({ type: "batch.ended", timestamp, data: batch });
  try {
    const { status, headers } = await parts.fetchOutside(delivery.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...signWebhook(secret, { id: delivery.id, sentAtMs: Date.now(), body }),
      },
      body,
      timeoutMs: parts.timeLimitMs,
      maxBytes: MAX_REPLY_BYTES,
      maxRedirects: 0,
      signal,
    });
    if (status >= 200 && status < 300) return { state: "delivered" };
    // Gone: the receiver wants no more of it.
    if (status === 410) return { state: "failed", error: "It answered 410." };
    return tryAgain(parts, delivery, `It answered ${status}.`, readRetryAfterMs(headers));
  } catch (error) {
    if (!(error instanceof OutsideRefused)) throw error;
    const words = REFUSAL_WORDS[error.code];
    return FINAL.has(error.code) ? { state: "failed", error: words } : tryAgain(parts, delivery, words, 0);
  }
};

const FINAL: ReadonlySet<OutsideRefusal> = new Set(["bad-url", "private-address", "forbidden-port"]);

const REFUSAL_WORDS: Record<OutsideRefusal, string> = {
  "bad-url": "Its address cannot be used.",
  "private-address": "Its address leads into a private network.",
  "forbidden-port": "Its port is not 80 or 443.",
  "too-large": "It answered with more than 1 MB.",
  "timed-out": "It did not answer in time.",
  unreachable: "It cannot be reached.",
  "too-many-redirects": "It redirects to another address.",
  aborted: "The worker stopped while it waited for the answer.",
};

const tryAgain = (
  { firstRetryMs }: DeliveryParts,
  { attempts }: ClaimedDelivery,
  error: string,
  atLeastMs: number,
): DeliveryEnd => {
  if (attempts >= MAX_DELIVERY_ATTEMPTS) return { state: "failed", error };
  const waitMs = Math.max(atLeastMs, firstRetryMs * RETRY_FACTOR ** (attempts - 1));
  // Apart by chance, so that what failed together does not come again together.
  const jitter = 0.8 + Math.random() * 0.4;
  const delayMs = Math.round(Math.min(LONGEST_RETRY_MS, waitMs) * jitter);
  return { state: "waiting", error, dueAtMs: Date.now() + delayMs };
};

const readRetryAfterMs = (headers: Headers): number => {
  const seconds = Number(headers.get("retry-after") ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : 0;
};
