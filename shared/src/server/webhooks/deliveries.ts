import { nanoid } from "nanoid";
import type { Transaction } from "kysely";
import type { Records } from "../database/records.ts";
import type { RecordsTables } from "../database/tables.ts";
import { webhookHostOf } from "./webhook-host.ts";

/** Attempts until a delivery is given up. */
export const MAX_DELIVERY_ATTEMPTS = 8;

const ID_LENGTH = 24;

/** One attempt to deliver; `attempts` counts it already and fences it: a later attempt makes its end void. */
export interface ClaimedDelivery {
  /** The same at every attempt, so that the receiver knows a repetition. */
  id: string;
  batchId: string;
  attempts: number;
  host: string;
  workspaceId: string;
  url: string;
  sealedSecret: string;
}

export type DeliveryEnd =
  | { state: "delivered" }
  | { state: "failed"; error: string }
  | { state: "waiting"; error: string; dueAtMs: number };

/** Call in the transaction that ends a batch with a webhook, so that the news is lost by no crash. */
export const addDelivery = async (
  trx: Transaction<RecordsTables>,
  { batchId, url }: { batchId: string; url: string },
  nowMs: number,
): Promise<void> => {
  await trx
    .insertInto("webhook_deliveries")
    .values({
      id: nanoid(ID_LENGTH),
      batch_id: batchId,
      host: webhookHostOf(url),
      state: "waiting",
      due_at: nowMs,
      error: null,
      created_at: nowMs,
      finished_at: null,
    })
    .execute();
};

/** False when the delivery is no longer this attempt's. */
export const endDelivery = async (
  records: Records,
  { id, attempts }: Pick<ClaimedDelivery, "id" | "attempts">,
  end: DeliveryEnd,
): Promise<boolean> => {
  const ended = await records
    .updateTable("webhook_deliveries")
    .set({
      state: end.state,
      error: end.state === "delivered" ? null : end.error,
      ...(end.state === "waiting" ? { due_at: end.dueAtMs } : { finished_at: Date.now() }),
    })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .where("attempts", "=", attempts)
    .executeTakeFirst();
  return ended.numUpdatedRows > 0n;
};

/** Its batch runs again, and will have news of its own. */
export const dropDelivery = async (
  records: Records,
  { id, attempts }: Pick<ClaimedDelivery, "id" | "attempts">,
): Promise<void> => {
  await records
    .deleteFrom("webhook_deliveries")
    .where("id", "=", id)
    .where("attempts", "=", attempts)
    .execute();
};

export interface WebhookView {
  state: "waiting" | "delivered" | "failed";
  attempts: number;
  /** Why the last attempt did not succeed, in words for a person. */
  error?: string;
}

/** How the batch's newest news fares; undefined = it has no webhook. Before its end nothing has been tried. */
export const readWebhook = async (records: Records, batchId: string): Promise<WebhookView | undefined> => {
  const row = await records
    .selectFrom("batches")
    .leftJoin("webhook_deliveries", "webhook_deliveries.batch_id", "batches.id")
    .select(["webhook_deliveries.state", "webhook_deliveries.attempts", "webhook_deliveries.error"])
    .where("batches.id", "=", batchId)
    .where("batches.webhook_url", "is not", null)
    .orderBy("webhook_deliveries.created_at", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!row) return undefined;
  const { state, attempts, error } = row;
  return { state: state ?? "waiting", attempts: attempts ?? 0, ...(error !== null && { error }) };
};
