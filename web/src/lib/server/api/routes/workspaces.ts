import { z } from "zod";
import { transact } from "@backlot/shared/server/database/transact";
import { newRecordId } from "../../accounts.ts";
import { defineRoute } from "../define-route.ts";
import { listOf, pageQuery, toPage } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { signedIn, workspaceFor } from "../route-access.ts";
import { isoTime, nameSchema, workspaceView } from "../views.ts";
import type { Role } from "@backlot/shared/protocol/roles";
import { newestFirst } from "@backlot/shared/server/database/newest-first";

interface WorkspaceFacts {
  id: string;
  name: string;
  role: Role;
  created_at: number;
}

const view = ({ id, name, role, created_at }: WorkspaceFacts): z.infer<typeof workspaceView> => ({
  id,
  name,
  role,
  createdAt: isoTime(created_at),
});

export const workspaceRoutes = [
  defineRoute({
    method: "GET",
    path: "workspaces",
    summary: "The workspaces one is a member of, newest first",
    access: signedIn,
    audience: "person",
    scope: "read",
    query: pageQuery,
    answers: { 200: listOf(workspaceView) },
    handle: async ({ parts, grant, query }) => {
      const rows = parts.records
        .selectFrom("workspaces")
        .innerJoin("workspace_members", "workspace_members.workspace_id", "workspaces.id")
        .select(["workspaces.id", "workspaces.name", "workspace_members.role", "workspaces.created_at"])
        .where("workspace_members.user_id", "=", grant.id)
        .$call(newestFirst("workspaces", query));
      return reply(200, toPage(await rows.execute(), query.limit, view));
    },
  }),
  defineRoute({
    method: "POST",
    path: "workspaces",
    summary: "Makes a workspace",
    access: signedIn,
    audience: "person",
    scope: "session",
    body: z.object({ name: nameSchema }),
    answers: { 201: workspaceView },
    handle: async ({ parts, grant, body }) => {
      const row = { id: newRecordId(), name: body.name, created_at: Date.now() };
      await transact(parts.records, async (trx) => {
        await trx.insertInto("workspaces").values(row).execute();
        await trx
          .insertInto("workspace_members")
          .values({ workspace_id: row.id, user_id: grant.id, role: "owner", created_at: row.created_at })
          .execute();
      });
      return reply(201, view({ ...row, role: "owner" }));
    },
  }),
  defineRoute({
    method: "GET",
    path: "workspaces/:workspaceId",
    summary: "One workspace",
    access: workspaceFor("read"),
    audience: "person",
    scope: "read",
    answers: { 200: workspaceView },
    handle: async ({ parts, grant }) => {
      const row = await parts.records
        .selectFrom("workspaces")
        .selectAll()
        .where("id", "=", grant.workspaceId)
        .executeTakeFirst();
      return row ? reply(200, view({ ...row, role: grant.role })) : refuse("not-found");
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "workspaces/:workspaceId",
    summary: "Renames a workspace",
    access: workspaceFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({ name: nameSchema }),
    answers: { 200: workspaceView },
    handle: async ({ parts, grant, body }) => {
      const row = await parts.records
        .updateTable("workspaces")
        .set({ name: body.name })
        .where("id", "=", grant.workspaceId)
        .returningAll()
        .executeTakeFirst();
      return row ? reply(200, view({ ...row, role: grant.role })) : refuse("not-found");
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "workspaces/:workspaceId",
    summary: "Deletes a workspace with everything in it",
    access: workspaceFor("manage"),
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant }) => {
      const canvases = await parts.records
        .selectFrom("canvases")
        .innerJoin("projects", "projects.id", "canvases.project_id")
        .select("canvases.id")
        .where("projects.workspace_id", "=", grant.workspaceId)
        .execute();
      await parts.records.deleteFrom("workspaces").where("id", "=", grant.workspaceId).execute();
      await Promise.all(
        canvases.map(({ id }) => parts.revocations.publish({ kind: "canvas", canvasId: id })),
      );
      return reply(204);
    },
  }),
];
