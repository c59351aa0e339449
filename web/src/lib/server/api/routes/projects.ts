import { z } from "zod";
import { findWorkspaceGrant } from "../../access.ts";
import { newRecordId } from "../../accounts.ts";
import { newestFirst } from "@backlot/shared/server/database/newest-first";
import type { ProjectRow } from "@backlot/shared/server/database/tables";
import { defineRoute } from "../define-route.ts";
import { listOf, pageQuery, toPage } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { projectFor, signedIn } from "../route-access.ts";
import { isoTime, nameSchema, projectView } from "../views.ts";

const view = (row: ProjectRow): z.infer<typeof projectView> => ({
  id: row.id,
  workspaceId: row.workspace_id,
  name: row.name,
  createdAt: isoTime(row.created_at),
  updatedAt: isoTime(row.updated_at),
});

export const projectRoutes = [
  defineRoute({
    method: "GET",
    path: "projects",
    summary: "The projects of one's workspaces, newest first",
    access: signedIn,
    audience: "person",
    scope: "read",
    query: pageQuery.extend({ workspaceId: z.string().max(64).optional() }),
    answers: { 200: listOf(projectView) },
    handle: async ({ parts, grant, query }) => {
      let rows = parts.records
        .selectFrom("projects")
        .innerJoin("workspace_members", "workspace_members.workspace_id", "projects.workspace_id")
        .selectAll("projects")
        .where("workspace_members.user_id", "=", grant.id)
        .$call(newestFirst("projects", query));
      if (query.workspaceId !== undefined) rows = rows.where("projects.workspace_id", "=", query.workspaceId);
      return reply(200, toPage(await rows.execute(), query.limit, view));
    },
  }),
  defineRoute({
    method: "POST",
    path: "projects",
    summary: "Makes a project in a workspace",
    access: signedIn,
    audience: "person",
    scope: "session",
    body: z.object({ workspaceId: z.string().max(64), name: nameSchema }),
    answers: { 201: projectView },
    handle: async ({ parts, visitor, body }) => {
      const workspace = await findWorkspaceGrant(parts.records, visitor, body.workspaceId);
      if (!workspace) return refuse("not-found");
      if (workspace.role !== "owner" && workspace.role !== "editor") return refuse("role-too-low");
      const now = Date.now();
      const row = {
        id: newRecordId(),
        workspace_id: body.workspaceId,
        name: body.name,
        created_at: now,
        updated_at: now,
      };
      await parts.records.insertInto("projects").values(row).execute();
      return reply(201, view(row));
    },
  }),
  defineRoute({
    method: "GET",
    path: "projects/:projectId",
    summary: "One project",
    access: projectFor("read"),
    audience: "person",
    scope: "read",
    answers: { 200: projectView },
    handle: async ({ parts, grant }) => {
      const row = await parts.records
        .selectFrom("projects")
        .selectAll()
        .where("id", "=", grant.projectId)
        .executeTakeFirst();
      return row ? reply(200, view(row)) : refuse("not-found");
    },
  }),
  defineRoute({
    method: "PATCH",
    path: "projects/:projectId",
    summary: "Renames a project",
    access: projectFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({ name: nameSchema }),
    answers: { 200: projectView },
    handle: async ({ parts, grant, body }) => {
      const row = await parts.records
        .updateTable("projects")
        .set({ name: body.name, updated_at: Date.now() })
        .where("id", "=", grant.projectId)
        .returningAll()
        .executeTakeFirst();
      return row ? reply(200, view(row)) : refuse("not-found");
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "projects/:projectId",
    summary: "Deletes a project with its canvases",
    access: projectFor("manage"),
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant }) => {
      const canvases = await parts.records
        .selectFrom("canvases")
        .select("id")
        .where("project_id", "=", grant.projectId)
        .execute();
      await parts.records.deleteFrom("projects").where("id", "=", grant.projectId).execute();
      await Promise.all(
        canvases.map(({ id }) => parts.revocations.publish({ kind: "canvas", canvasId: id })),
      );
      return reply(204);
    },
  }),
];
