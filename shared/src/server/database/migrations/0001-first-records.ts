import { sql, type Kysely } from "kysely";
import type { Migration } from "kysely/migration";

export const firstRecords: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("users")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("email", "text", (c) => c.notNull().unique())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("password_hash", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("sessions")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("expires_at", "bigint", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("sign_in_links")
      .addColumn("secret_hash", "text", (c) => c.primaryKey())
      .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("used_at", "bigint")
      .execute();
    await db.schema
      .createTable("workspaces")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("workspace_members")
      .addColumn("workspace_id", "text", (c) => c.notNull().references("workspaces.id").onDelete("cascade"))
      .addColumn("user_id", "text", (c) => c.notNull().references("users.id").onDelete("cascade"))
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("workspace_members_pk", ["workspace_id", "user_id"])
      .execute();
    await db.schema
      .createTable("projects")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("workspace_id", "text", (c) => c.notNull().references("workspaces.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("updated_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("canvases")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("project_id", "text", (c) => c.notNull().references("projects.id").onDelete("cascade"))
      .addColumn("title", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("updated_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("share_links")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("canvas_id", "text", (c) => c.notNull().references("canvases.id").onDelete("cascade"))
      .addColumn("secret_hash", "text", (c) => c.notNull().unique())
      .addColumn("role", "text", (c) => c.notNull())
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("expires_at", "bigint")
      .addColumn("revoked_at", "bigint")
      .execute();
    await db.schema
      .createTable("guests")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("share_link_id", "text", (c) => c.notNull().references("share_links.id").onDelete("cascade"))
      .addColumn("name", "text", (c) => c.notNull())
      .addColumn("token_hash", "text", (c) => c.notNull().unique())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("assets")
      .addColumn("hash", "text", (c) => c.primaryKey())
      .addColumn("media_type", "text", (c) => c.notNull())
      .addColumn("byte_length", "bigint", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .execute();
    await db.schema
      .createTable("canvas_assets")
      .addColumn("canvas_id", "text", (c) => c.notNull().references("canvases.id").onDelete("cascade"))
      .addColumn("hash", "text", (c) => c.notNull().references("assets.hash"))
      .addColumn("kind", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addPrimaryKeyConstraint("canvas_assets_pk", ["canvas_id", "hash"])
      .execute();
    await db.schema
      .createTable("batches")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("canvas_id", "text", (c) => c.notNull().references("canvases.id").onDelete("cascade"))
      .addColumn("function", "text", (c) => c.notNull())
      .addColumn("options", "text", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("cancel_requested", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("created_by", "text", (c) => c.notNull())
      .addColumn("created_by_name", "text", (c) => c.notNull())
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("started_at", "bigint")
      .addColumn("finished_at", "bigint")
      .execute();
    await db.schema
      .createTable("jobs")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("batch_id", "text", (c) => c.notNull().references("batches.id").onDelete("cascade"))
      .addColumn("canvas_id", "text", (c) => c.notNull())
      .addColumn("node_id", "text")
      .addColumn("position", "integer", (c) => c.notNull())
      .addColumn("state", "text", (c) => c.notNull())
      .addColumn("attempts", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("lost_runs", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("lease", "integer", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("worker_id", "text")
      .addColumn("due_at", "bigint", (c) => c.notNull())
      .addColumn("progress", "real", (c) => c.notNull().defaultTo(sql`0`))
      .addColumn("error", "text")
      .addColumn("result", "text")
      .addColumn("created_at", "bigint", (c) => c.notNull())
      .addColumn("started_at", "bigint")
      .addColumn("finished_at", "bigint")
      .execute();
    await db.schema
      .createTable("workers")
      .addColumn("id", "text", (c) => c.primaryKey())
      .addColumn("seen_at", "bigint", (c) => c.notNull())
      .execute();
    for (const [table, column] of INDEXED_COLUMNS) {
      await db.schema.createIndex(`${table}_${column}_idx`).on(table).column(column).execute();
    }
  },
};

const INDEXED_COLUMNS = [
  ["sessions", "user_id"],
  ["workspace_members", "user_id"],
  ["projects", "workspace_id"],
  ["canvases", "project_id"],
  ["share_links", "canvas_id"],
  ["guests", "share_link_id"],
  ["batches", "canvas_id"],
  ["jobs", "batch_id"],
  ["jobs", "state"],
] as const;
