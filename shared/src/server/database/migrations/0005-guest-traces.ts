import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

/** Which guests of a link left nothing behind, and who of them was here last: the others may be forgotten. */
export const guestTraces: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("guests")
      .addColumn("seen_at", "bigint", (c) => c.notNull().defaultTo(sql`0`))
      .execute();
    await db.schema
      .alterTable("guests")
      .addColumn("left_trace", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .execute();
    await sql`update guests set seen_at = created_at`.execute(db);
    await db.schema
      .createIndex("guests_forgettable_idx")
      .on("guests")
      .columns(["share_link_id", "left_trace", "seen_at"])
      .execute();
  },
};
