import { z } from "zod";
import { breakdownOptionsSchema } from "@backlot/shared/functions/breakdown";
import {
  MAX_FDX_BYTES,
  MAX_SCREENPLAY_BYTES,
  type ScreenplayProblem,
} from "@backlot/shared/screenplay/decode-screenplay";
import { SCREENPLAY_PROBLEM_WORDS } from "@backlot/shared/screenplay/problem-words";
import { SCREENPLAY_FORMATS, type ScreenplayFormat } from "@backlot/shared/screenplay/read-screenplay-file";
import { importScreenplay, waitForBatch } from "../../import-screenplay.ts";
import { refuseRate } from "../answer-api.ts";
import { defineUploadRoute } from "../define-route.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";
import { touchCanvas } from "../touch-canvas.ts";

const WAIT_MS = 60_000;
const RETRY_AFTER_SECONDS = 5;

const formatSchema = z.enum(SCREENPLAY_FORMATS);

const sceneSchema = z.object({ number: z.string().optional(), heading: z.string() });
const onCanvas = { id: z.string() };
const behind = { behind: z.string().optional() };
const namesSchema = z.object({ added: z.array(z.string()), gone: z.array(z.string()) });

/** The answer of the preview; the type is `RevisionDiff`. */
const previewSchema = z.object({
  hasScenes: z.boolean(),
  unchanged: z.number().int(),
  changed: z.array(
    sceneSchema.extend({ ...onCanvas, changes: z.array(z.string()), kept: z.array(z.string()) }),
  ),
  moved: z.array(sceneSchema.extend({ ...onCanvas, ...behind })),
  added: z.array(sceneSchema.extend(behind)),
  omitted: z.array(sceneSchema.extend({ ...onCanvas, shots: z.number().int(), removable: z.boolean() })),
  characters: namesSchema,
  locations: namesSchema,
});

export const importRoutes = [
  defineUploadRoute({
    method: "POST",
    path: "canvases/:canvasId/import",
    summary:
      "Imports a screenplay: stores the file, breaks it down, waits up to a minute for the result. A canvas that has scenes is brought to the new draft",
    access: canvasFor("import"),
    audience: "person",
    scope: "edit",
    query: z.object({
      format: formatSchema,
      mode: breakdownOptionsSchema.shape.mode,
      omitted: breakdownOptionsSchema.shape.omitted,
    }),
    bytes: { maxBytes: MAX_FDX_BYTES },
    answers: {
      201: z.object({ id: z.string(), batchId: z.string(), counts: z.record(z.string(), z.number()) }),
      202: z.object({ id: z.string(), batchId: z.string() }),
    },
    handle: async ({ parts, request, actorKey, grant: { canvas, actor }, query, body }) => {
      const { format, mode, omitted } = query;
      const tooLarge = refuseLength(body, format);
      if (tooLarge) return tooLarge;
      const imported = await parts.readingPlaces.use(actorKey, () =>
        importScreenplay(parts, {
          ...{ canvasId: canvas.id, bytes: body, format, actor, signal: request.signal },
          options: { mode, omitted },
        }),
      );
      if (!imported) return refuseRate(RETRY_AFTER_SECONDS);
      if (!imported.ok) return refuseFile(imported.reason);
      await touchCanvas(parts.records, canvas.id);
      const batchId = imported.batch.id;
      const batch = await waitForBatch(parts, batchId, { timeLimitMs: WAIT_MS, signal: request.signal });
      if (batch?.status === "done") {
        return reply(201, { id: batchId, batchId, counts: countsOf(batch.jobs[0]?.result) });
      }
      if (batch?.status === "failed") {
        const detail = batch.jobs[0]?.error ?? "The breakdown failed.";
        return refuse("unprocessable", { detail, errors: [{ path: "", message: detail }] });
      }
      return reply(202, { id: batchId, batchId });
    },
  }),
  defineUploadRoute({
    method: "POST",
    path: "canvases/:canvasId/import/preview",
    summary: "Says what importing a screenplay would change on the canvas, and changes nothing",
    access: canvasFor("import"),
    audience: "person",
    scope: "edit",
    query: z.object({ format: formatSchema }),
    bytes: { maxBytes: MAX_FDX_BYTES },
    answers: { 200: previewSchema },
    handle: async ({ parts, request, actorKey, grant: { canvas }, query: { format }, body }) => {
      const tooLarge = refuseLength(body, format);
      if (tooLarge) return tooLarge;
      const preview = await parts.readingPlaces.use(actorKey, async () => {
        const updates = (await parts.canvasLog.read(canvas.id))?.updates ?? [];
        return parts.screenplays.preview({ bytes: body, format, updates }, request.signal);
      });
      if (!preview) return refuseRate(RETRY_AFTER_SECONDS);
      if (!preview.ok) return refuseFile(preview.reason);
      return reply(200, { hasScenes: preview.hasScenes, ...preview.diff });
    },
  }),
];

/** More than 8 MB is refused while the body arrives. */
const refuseLength = (body: Uint8Array, format: ScreenplayFormat) =>
  format === "fountain" && body.byteLength > MAX_SCREENPLAY_BYTES
    ? refuse("too-large", { detail: SCREENPLAY_PROBLEM_WORDS["too-large"] })
    : undefined;

const refuseFile = (reason: ScreenplayProblem) => {
  const detail = SCREENPLAY_PROBLEM_WORDS[reason];
  return refuse("unprocessable", { detail, errors: [{ path: "", message: detail }] });
};

const countsSchema = z.record(z.string(), z.number());

const countsOf = (result: unknown): Record<string, number> => {
  const counts = countsSchema.safeParse(result);
  return counts.success ? counts.data : {};
};
