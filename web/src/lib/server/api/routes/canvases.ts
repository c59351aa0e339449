import { z } from "zod";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import { newCanvasId } from "@backlot/shared/canvas/ids";
import { newestFirst } from "@backlot/shared/server/database/newest-first";
import { findWorkspaceGrant, type CanvasFacts } from "../../access.ts";
import type { Parts } from "../../parts.ts";
import { writeCanvas } from "../../write-canvas.ts";
import { defineRoute } from "../define-route.ts";
import { listOf, pageQuery, toPage } from "../list-page.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor, signedIn } from "../route-access.ts";
import { canvasView, nameSchema, viewCanvas } from "../views.ts";

export const canvasRoutes = [
  defineRoute({
    method: "GET",
    path: "canvases",
    summary: "The canvases of one's workspaces, newest first",
    access: signedIn,
    audience: "person",
    scope: "read",
    query: pageQuery.extend({ projectId: z.string().max(64).optional() }),
    answers: { 200: listOf(canvasView) },
    handle: async ({ parts, grant, query }) => {
      let rows = parts.records
        .selectFrom("canvases")
        .innerJoin("projects", "projects.id", "canvases.project_id")
        .innerJoin("workspace_members", "workspace_members.workspace_id", "projects.workspace_id")
        .selectAll("canvases")
        .select(["projects.name as project_name", "projects.workspace_id", "workspace_members.role"])
        .where("workspace_members.user_id", "=", grant.id)
        .$call(newestFirst("canvases", query));
      if (query.projectId !== undefined) rows = rows.where("canvases.project_id", "=", query.projectId);
      const page = toPage(await rows.execute(), query.limit, (row) =>
        viewCanvas({
          canvas: {
            id: row.id,
            title: row.title,
            projectId: row.project_id,
            projectName: row.project_name,
            workspaceId: row.workspace_id,
            createdAt: row.created_at,
            updatedAt: row.updated_at,
          },
          role: row.role,
        }),
      );
      return reply(200, page);
    },
  }),
  defineRoute({
    method: "POST",
    path: "canvases",
    summary: "Makes an empty canvas in a project",
    access: signedIn,
    audience: "person",
    scope: "session",
    body: z.object({ projectId: z.string().max(64), title: nameSchema }),
    answers: { 201: canvasView },
    handle: async ({ parts, visitor, body }) => {
      const project = await parts.records
        .selectFrom("projects")
        .selectAll()
        .where("id", "=", body.projectId)
        .executeTakeFirst();
      const workspace = project && (await findWorkspaceGrant(parts.records, visitor, project.workspace_id));
      if (!workspace) return refuse("not-found");
      if (workspace.role !== "owner" && workspace.role !== "editor") return refuse("role-too-low");
      const now = Date.now();
      const canvas: CanvasFacts = {
        id: newCanvasId(),
        title: body.title,
        projectId: project.id,
        projectName: project.name,
        workspaceId: project.workspace_id,
        createdAt: now,
        updatedAt: now,
      };
      await parts.records
        .insertInto("canvases")
        .values({
          id: canvas.id,
          project_id: project.id,
          title: canvas.title,
          created_at: now,
          updated_at: now,
        })
        .execute();
      return reply(201, viewCanvas({ canvas, role: workspace.role }));
    },
  }),
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId",
    summary: "One canvas",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    answers: { 200: canvasView },
    handle: ({ grant }) => reply(200, viewCanvas(grant)),
  }),
  defineRoute({
    method: "PATCH",
    path: "canvases/:canvasId",
    summary: "Renames a canvas",
    access: canvasFor("manage"),
    audience: "person",
    scope: "session",
    body: z.object({ title: nameSchema }),
    answers: { 200: canvasView },
    handle: async ({ parts, grant: { canvas, role }, body }) => {
      const updatedAt = Date.now();
      await parts.records
        .updateTable("canvases")
        .set({ title: body.title, updated_at: updatedAt })
        .where("id", "=", canvas.id)
        .execute();
      tellEditors(parts, { id: canvas.id, title: body.title });
      return reply(200, viewCanvas({ canvas: { ...canvas, title: body.title, updatedAt }, role }));
    },
  }),
  defineRoute({
    method: "DELETE",
    path: "canvases/:canvasId",
    summary: "Deletes a canvas; whoever has it open is disconnected",
    access: canvasFor("manage"),
    audience: "person",
    scope: "session",
    answers: { 204: null },
    handle: async ({ parts, grant: { canvas } }) => {
      await parts.records.deleteFrom("canvases").where("id", "=", canvas.id).execute();
      await parts.revocations.publish({ kind: "canvas", canvasId: canvas.id });
      return reply(204);
    },
  }),
];

/** The record is the truth; whoever has the canvas open sees the new title when the sync-server can be reached. */
const tellEditors = (parts: Parts, canvas: { id: string; title: string }): void => {
  writeCanvas(parts, canvas, (document) => setMeta(document, { title: canvas.title })).catch(
    (error: unknown) => parts.logger.warn({ err: error, canvasId: canvas.id }, "title-not-told"),
  );
};
