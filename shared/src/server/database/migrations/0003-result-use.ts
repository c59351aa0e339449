import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** When a stored result was wanted last, by which those that nobody wants any more are found. */
export const resultUse: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("function_results")
      .addColumn("used_at", "bigint", (c) => c.notNull().defaultTo(sql`0`))
      .execute();
    await sql`update function_results set used_at = created_at`.execute(db);
    await db.schema
      .createIndex("function_results_used_at_idx")
      .on("function_results")
      .column("used_at")
      .execute();
  },
};
