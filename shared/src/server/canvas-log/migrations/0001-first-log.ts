import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { isPostgres } from "../tables.ts";

/** `if not exists`: a `canvases.db` of the time before migrations holds exactly these tables. */
export const firstLog: Migration = {
  up: async (database: Kysely<unknown>) => {
    const bytes = isPostgres(database) ? sql`bytea` : sql`blob`;
    await database.schema
      .createTable("canvas_updates")
      .ifNotExists()
      .addColumn("sequence", isPostgres(database) ? "bigint" : "integer", (column) =>
        isPostgres(database)
          ? column.generatedByDefaultAsIdentity().primaryKey()
          : column.primaryKey().autoIncrement(),
      )
      .addColumn("document", "text", (column) => column.notNull())
      .addColumn("record", bytes, (column) => column.notNull())
      .addColumn("checksum", "bigint", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .execute();
    await database.schema
      .createIndex("canvas_updates_document_idx")
      .ifNotExists()
      .on("canvas_updates")
      .columns(["document", "sequence"])
      .execute();
    await database.schema
      .createTable("canvas_snapshots")
      .ifNotExists()
      .addColumn("document", "text", (column) => column.primaryKey())
      .addColumn("through_sequence", "bigint", (column) => column.notNull())
      .addColumn("state", bytes, (column) => column.notNull())
      .addColumn("checksum", "bigint", (column) => column.notNull())
      .addColumn("created_at", "bigint", (column) => column.notNull())
      .execute();
    await database.schema
      .createTable("canvas_log_probe")
      .ifNotExists()
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("written_at", "bigint", (column) => column.notNull())
      .execute();
  },
};
