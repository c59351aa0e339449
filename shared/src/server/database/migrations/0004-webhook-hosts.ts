import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { RecordsTables } from "../tables.ts";
import { webhookHostOf } from "../../webhooks/webhook-host.ts";

/** Whose server a delivery goes to, by which each has its share of what is in flight. */
export const webhookHosts: Migration = {
  async up(db: Kysely<RecordsTables>): Promise<void> {
    await db.schema
      .alterTable("webhook_deliveries")
      .addColumn("host", "text", (c) => c.notNull().defaultTo(""))
      .execute();
    const waiting = await db
      .selectFrom("webhook_deliveries")
      .innerJoin("batches", "batches.id", "webhook_deliveries.batch_id")
      .select(["webhook_deliveries.id", "batches.webhook_url"])
      .where("webhook_deliveries.state", "=", "waiting")
      .execute();
    for (const { id, webhook_url } of waiting)
      await db
        .updateTable("webhook_deliveries")
        .set({ host: webhookHostOf(webhook_url ?? "") })
        .where("id", "=", id)
        .execute();
  },
};
