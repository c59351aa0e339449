import { applyBreakdown } from "@backlot/shared/canvas/commands/apply-breakdown";
import { applyRevision } from "@backlot/shared/canvas/commands/apply-revision";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readSiblings } from "@backlot/shared/canvas/queries/read-siblings";
import { breakdownOptionsSchema } from "@backlot/shared/functions/breakdown";
import { SCREENPLAY_PROBLEM_WORDS } from "@backlot/shared/screenplay/problem-words";
import { screenplayFormatOf } from "@backlot/shared/screenplay/read-screenplay-file";
import { createScreenplayReader } from "@backlot/shared/server/screenplay/screenplay-reader";
import type { FunctionImplementation } from "./function-implementation.ts";

const screenplays = createScreenplayReader();

export const breakDownScreenplay: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading screenplay");
  const { asset, mode, omitted } = breakdownOptionsSchema.parse(run.options);
  const hash = asset ?? (await run.assets.latestScreenplay(run.canvasId));
  const isOfThisCanvas =
    hash !== undefined && (await run.assets.findInCanvas(run.canvasId, hash)) !== undefined;
  const screenplay = isOfThisCanvas ? await run.assets.read(hash) : undefined;
  if (!screenplay) return failed("This canvas has no such screenplay. Import one first.");
  run.report(0.2, "Finding scenes and cast");
  const format = screenplayFormatOf(screenplay.mediaType);
  const breakdown = await screenplays.read({ bytes: screenplay.bytes, format }, run.signal);
  if (!breakdown.ok) return failed(SCREENPLAY_PROBLEM_WORDS[breakdown.reason]);
  run.report(0.8, "Laying out the canvas");
  return {
    kind: "edit",
    apply: (canvas) => {
      const { jobId } = run;
      const applied =
        mode === "revise" || (mode === "auto" && hasScenes(canvas))
          ? applyRevision(canvas, { jobId, breakdown, omitted })
          : applyBreakdown(canvas, { jobId, breakdown });
      return applied.ok ? { ok: true, result: applied.counts } : applied;
    },
  };
};

const hasScenes = (canvas: CanvasDocument): boolean => readSiblings(canvas, { type: "scene" }).length > 0;

const failed = (error: string) => ({ kind: "failed", error, retry: false }) as const;
