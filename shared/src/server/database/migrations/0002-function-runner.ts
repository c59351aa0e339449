import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** What batches need besides their jobs: order, pause, webhooks, reuse of results; keys of scripts; outside functions. */
export const functionRunner: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await addBatchColumns(db);
    await db.schema
      .alterTable("jobs")
      .addColumn("reused", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .execute();
    await db.schema
      .createIndex("jobs_batch_state_position_idx")
      .on("jobs")
      .columns(["batch_id", "state", "position"])
      .execute();
    await db.schema
      .createTable("function_results")
      .addColumn("key", "text", (c) => c.primaryKey())
      .addColumn("function", "text", (c) => c.notNull())
      .addColumn("content", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("webhook_deliveries")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("batch_id", "text", (c) => c.notNull().references("batches.id").onDelete("cascade"))
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("due_at", "bigint", (c) => c.notNull())
      .addColumn("error", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("finished_at", "bigint")
      .execute();
    await db.schema
      .createTable("api_keys")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("secret_hash", "text", (c) => c.notNull())
      .addColumn("scopes", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint")
      .addColumn("last_used_at", "bigint")
      .addColumn("revoked_at", "bigint")
      .execute();
    await db.schema
      .createTable("outside_functions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("workspace_id", "text", (c) => c.notNull().references("workspaces.id").onDelete("cascade"))
      .addColumn("provider", "text", (c) => c.notNull())
      .addColumn("title", "text", (c) => c.notNull())
      .addColumn("version", "integer", (c) => c.notNull().defaultTo(sql`1`))
      .addColumn("config", "text", (c) => c.notNull())
      .addColumn("sealed_secret", "text")
      .addColumn("falls_back", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("updated_at", "bigint", (c) => c.notNull())
      .addColumn("removed_at", "bigint")
      .execute();
    for (const [table, column] of INDEXED_COLUMNS)
      await db.schema.createIndex(`${table}_${column}_idx`).on(table).column(column).execute();
  },
};

const addBatchColumns = async (db: Kysely<unknown>): Promise<void> => {
  const add = db.schema.alterTable("batches");
  // SQLite takes one new column per statement.
  await add.addColumn("title", "text", (c) => c.notNull().defaultTo("")).execute();
  await add.addColumn("priority", "integer", (c) => c.notNull().defaultTo(sql`0`)).execute();
  await add.addColumn("rank", sql`double precision`, (c) => c.notNull().defaultTo(sql`0`)).execute();
  await add.addColumn("pause_requested", "integer", (c) => c.notNull().defaultTo(sql`0`)).execute();
  await add.addColumn("served_at", "bigint", (c) => c.notNull().defaultTo(sql`0`)).execute();
  await add.addColumn("idempotency_key", "text").execute();
  await add.addColumn("request_hash", "text").execute();
  await add.addColumn("webhook_url", "text").execute();
  await add.addColumn("sealed_webhook_secret", "text").execute();
  // A missing key repeats freely: both databases hold NULLs to be distinct.
  await db.schema
    .createIndex("batches_idempotency_key_idx")
    .unique()
    .on("batches")
    .columns(["canvas_id", "created_by", "idempotency_key"])
    .execute();
};

const INDEXED_COLUMNS = [
  ["batches", "state"],
  ["webhook_deliveries", "state"],
  ["webhook_deliveries", "batch_id"],
  ["api_keys", "user_id"],
  ["outside_functions", "workspace_id"],
] as const;
