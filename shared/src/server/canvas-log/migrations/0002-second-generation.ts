import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { isPostgres } from "../tables.ts";

/** A second snapshot per document, a place for what is corrupt, the authors of client ids, and a name for the log. */
export const secondGeneration: Migration = {
  up: async (database: Kysely<unknown>) => {
    const bytes = isPostgres(database) ? sql`bytea` : sql`blob`;
    await database.schema
      .createTable("canvas_snapshots_by_generation")
      .addColumn("document", "text", (column) => column.notNull())
      .addColumn("through_sequence", "bigint", (column) => column.notNull())
      .addColumn("state", bytes, (column) => column.notNull())
      .addColumn("checksum", "bigint", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("canvas_snapshots_key", ["document", "through_sequence"])
      .execute();
    await sql`insert into canvas_snapshots_by_generation (document, through_sequence, state, checksum, created_at)
      select document, through_sequence, state, checksum, created_at from canvas_snapshots`.execute(database);
    await database.schema.dropTable("canvas_snapshots").execute();
    await database.schema.alterTable("canvas_snapshots_by_generation").renameTo("canvas_snapshots").execute();
    await database.schema
      .createTable("canvas_quarantine")
      .addColumn("document", "text", (column) => column.notNull())
      .addColumn("kind", "text", (column) => column.notNull())
      .addColumn("sequence", "bigint", (column) => column.notNull())
      .addColumn("bytes", bytes, (column) => column.notNull())
      .addColumn("checksum", "bigint", (column) => column.notNull())
      .addColumn("reason", "text", (column) => column.notNull())
      .addColumn("found_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("canvas_quarantine_key", ["document", "kind", "sequence"])
      .execute();
    await database.schema
      .createTable("canvas_authors")
      .addColumn("document", "text", (column) => column.notNull())
      .addColumn("client_id", "bigint", (column) => column.notNull())
      .addColumn("actor_id", "text", (column) => column.notNull())
      .addColumn("first_seen_at", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("canvas_authors_key", ["document", "client_id"])
      .execute();
    await database.schema
      .createTable("canvas_log")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("log_id", "text", (column) => column.notNull())
      .execute();
  },
};
