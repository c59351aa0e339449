import { z } from "zod";
import { MAX_SCREENPLAY_BYTES, type ScreenplayProblem } from "@backlot/shared/screenplay/decode-screenplay";
import { importScreenplay, waitForBatch } from "../../import-screenplay.ts";
import { defineUploadRoute } from "../define-route.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";
import { touchCanvas } from "../touch-canvas.ts";

const WAIT_MS = 60_000;

const PROBLEM_TEXTS: Record<ScreenplayProblem, string> = {
  empty: "The file is empty.",
  // More than 2 MB is refused while the body arrives.
  "too-large":
    "The file has more than a screenplay can: at most 200,000 lines, 2,000 scenes, 500 characters " +
    "and 20,000 appearances of characters in scenes.",
  binary: "The file is not text. Export the screenplay as Fountain (plain text) and import that.",
  "no-scenes": "There is no scene heading in the file, such as INT. KITCHEN - DAY.",
};

export const importRoutes = [
  defineUploadRoute({
    method: "POST",
    path: "canvases/:canvasId/import",
    summary: "Imports a screenplay: stores the file, breaks it down, waits up to a minute for the result",
    access: canvasFor("import"),
    audience: "person",
    scope: "edit",
    query: z.object({ format: z.enum(["fountain"]) }),
    bytes: { maxBytes: MAX_SCREENPLAY_BYTES },
    answers: {
      201: z.object({ id: z.string(), batchId: z.string(), counts: z.record(z.string(), z.number()) }),
      202: z.object({ id: z.string(), batchId: z.string() }),
    },
    handle: async ({ parts, request, grant: { canvas, actor }, body }) => {
      const imported = await importScreenplay(parts, { canvasId: canvas.id, bytes: body, actor });
      if (!imported.ok) {
        return refuse("unprocessable", {
          detail: PROBLEM_TEXTS[imported.reason],
          errors: [{ path: "", message: PROBLEM_TEXTS[imported.reason] }],
        });
      }
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
];

const countsSchema = z.record(z.string(), z.number());

const countsOf = (result: unknown): Record<string, number> => {
  const counts = countsSchema.safeParse(result);
  return counts.success ? counts.data : {};
};
