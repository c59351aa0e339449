import { setTimeout as wait } from "node:timers/promises";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Logger } from "@backlot/shared/server/logger";
import { claimDeliveries, type DeliveryShares } from "@backlot/shared/server/webhooks/claim-deliveries";
import { dropDelivery, endDelivery, type ClaimedDelivery } from "@backlot/shared/server/webhooks/deliveries";
import type { WorkerMetrics } from "../metrics.ts";
import { deliverWebhook, type DeliveryParts } from "./deliver-webhook.ts";

const POLL_INTERVAL_MS = 1_000;
const TIME_LIMIT_MS = 10_000;
/** Longer than an attempt may take: only a dead worker's delivery is taken over. */
const LEASE_MS = 30_000;
/** A receiver that hangs keeps its place for the whole time limit: no one's take all of them. */
const SHARES: DeliveryShares = { total: 32, perHost: 4, perWorkspace: 8 };
const FIRST_RETRY_MS = 5_000;

export interface WebhookParts extends Pick<DeliveryParts, "records" | "fetchOutside" | "sealed"> {
  logger: Logger;
  metrics: Pick<WorkerMetrics, "webhookAttempts" | "webhooksInFlight">;
  /** Given by tests only. */
  firstRetryMs?: number;
  timeLimitMs?: number;
  pollIntervalMs?: number;
}

/** Tells the receivers of ended batches, as the rows in the records want it; with several workers each row once at a time. */
export const startWebhooks = (parts: WebhookParts): { stop(): Promise<void> } => {
  const delivery: DeliveryParts = {
    ...parts,
    firstRetryMs: parts.firstRetryMs ?? FIRST_RETRY_MS,
    timeLimitMs: parts.timeLimitMs ?? TIME_LIMIT_MS,
  };
  const stopping = new AbortController();
  const { signal } = stopping;
  const inFlight = new Map<ClaimedDelivery, Promise<void>>();
  /** Cuts the waiting short: a place is free. */
  let freed = new AbortController();

  const sendDue = async (): Promise<void> => {
    freed = new AbortController();
    const shares = { inFlight: [...inFlight.keys()], shares: SHARES, leaseMs: LEASE_MS };
    for (const claimed of await claimDeliveries(parts.records, shares)) {
      const sending = attempt(parts, delivery, claimed, signal).finally(() => {
        inFlight.delete(claimed);
        freed.abort();
      });
      inFlight.set(claimed, sending);
    }
    parts.metrics.webhooksInFlight.set(inFlight.size);
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await sendDue().catch((error: unknown) =>
        parts.logger[isUnavailable(error) ? "debug" : "warn"]({ err: error }, "webhooks-not-claimed"),
      );
      await waitOrAbort(parts.pollIntervalMs ?? POLL_INTERVAL_MS, AbortSignal.any([signal, freed.signal]));
    }
  };
  const running = run();

  return {
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(inFlight.values());
    },
  };
};

const attempt = async (
  { records, logger, metrics }: WebhookParts,
  parts: DeliveryParts,
  claimed: ClaimedDelivery,
  signal: AbortSignal,
): Promise<void> => {
  const { id: deliveryId, batchId, attempts } = claimed;
  try {
    const end = await deliverWebhook(parts, claimed, signal);
    if (end === "stale") return await dropDelivery(records, claimed);
    await endDelivery(records, claimed, end);
    metrics.webhookAttempts.inc({ state: end.state });
    // The address may hold a secret of the receiver's; its host is enough to find it.
    const facts = { deliveryId, batchId, attempts, host: claimed.host };
    if (end.state === "delivered") logger.info(facts, "webhook-delivered");
    else logger.warn({ ...facts, reason: end.error, isGivenUp: end.state === "failed" }, "webhook-failed");
  } catch (error) {
    // Its lease ends, and then it is tried again.
    logger[isUnavailable(error) ? "debug" : "error"]({ err: error, deliveryId, batchId }, "webhook-broken");
  }
};

const waitOrAbort = (ms: number, signal: AbortSignal): Promise<void> =>
  // It rejects when aborted, which is the other end of waiting.
  wait(ms, undefined, { signal }).catch(() => undefined);
