import { z } from "zod";
import { EDGE_TYPES } from "@backlot/shared/canvas/edges";
import { NODE_TYPES } from "@backlot/shared/canvas/node-types/registry";
import { takeSchema } from "@backlot/shared/canvas/takes";
import { applyOperations, MAX_OPERATIONS, operationSchema } from "../../apply-operations.ts";
import { readContent } from "../../read-content.ts";
import { writeCanvas } from "../../write-canvas.ts";
import { defineRoute } from "../define-route.ts";
import { hasTag, refuse, reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";
import { touchCanvas } from "../touch-canvas.ts";

const contentView = z.object({
  meta: z.object({ title: z.string(), schemaVersion: z.number().int(), aspectRatio: z.string() }),
  nodes: z.array(
    z.object({
      id: z.string(),
      type: z.enum(NODE_TYPES),
      x: z.number(),
      y: z.number(),
      parent: z.string().optional(),
      order: z.string().optional(),
      data: z.record(z.string(), z.unknown()),
      takes: z.array(takeSchema.extend({ number: z.number().int() })),
      activeTake: z.string().optional(),
    }),
  ),
  edges: z.array(
    z.object({ id: z.string(), type: z.enum(EDGE_TYPES), source: z.string(), target: z.string() }),
  ),
});

const NOT_WRITTEN_TEXTS = {
  unavailable: "The sync-server does not answer. Nothing was changed. Try again.",
  unconfirmed:
    "The change was made but is not confirmed yet; it arrives when the sync-server answers. " +
    "Send the same ids again to be sure.",
} as const;

export const contentRoutes = [
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId/content",
    summary: "The graph as JSON, straight from the store; works while the sync-server is down",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    answers: { 200: contentView },
    handle: async ({ parts, request, grant: { canvas } }) => {
      const version = await parts.canvasLog.version(canvas.id);
      const etag = `W/"${version}-${canvas.updatedAt}"`;
      if (hasTag(request, etag)) return reply(304, undefined, { headers: { etag } });
      return reply(200, await readContent(parts.canvasLog, canvas), { headers: { etag } });
    },
  }),
  defineRoute({
    method: "POST",
    path: "canvases/:canvasId/operations",
    summary: "Changes the canvas: all operations or none, visible to everybody at once",
    access: canvasFor("edit"),
    audience: "person-or-guest",
    scope: "edit",
    body: z.object({ operations: z.array(operationSchema).min(1).max(MAX_OPERATIONS) }),
    answers: { 200: z.object({ ids: z.array(z.string()) }) },
    handle: async ({ parts, grant: { canvas }, body: { operations } }) => {
      const written = await writeCanvas(parts, canvas, (document) => applyOperations(document, operations));
      if (!written.ok && written.reason === "unavailable")
        return refuse("unavailable", { detail: NOT_WRITTEN_TEXTS.unavailable });
      const applied = written.value;
      if (!applied.ok)
        return refuse("unprocessable", { detail: applied.error.message, errors: [applied.error] });
      await touchCanvas(parts.records, canvas.id);
      if (!written.ok) return refuse("unavailable", { detail: NOT_WRITTEN_TEXTS.unconfirmed });
      return reply(200, { ids: applied.ids });
    },
  }),
];
