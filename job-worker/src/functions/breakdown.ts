import { applyBreakdown } from "@backlot/shared/canvas/commands/apply-breakdown";
import { breakdownOptionsSchema } from "@backlot/shared/functions/breakdown";
import type { ScreenplayProblem } from "@backlot/shared/screenplay/decode-screenplay";
import { parseInThread } from "./breakdown/parse-in-thread.ts";
import type { FunctionImplementation } from "./function-implementation.ts";

const PROBLEMS: Record<ScreenplayProblem, string> = {
  empty: "The screenplay is empty.",
  "too-large": "The screenplay is too large.",
  binary: "The file is not a text.",
  "no-scenes": "No scene heading was found in the screenplay.",
};

export const breakDownScreenplay: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading screenplay");
  const options = breakdownOptionsSchema.parse(run.options);
  const hash = options.asset ?? (await run.assets.latestScreenplay(run.canvasId));
  const isOfThisCanvas =
    hash !== undefined && (await run.assets.findInCanvas(run.canvasId, hash)) !== undefined;
  const screenplay = isOfThisCanvas ? await run.assets.read(hash) : undefined;
  if (!screenplay) return failed("This canvas has no such screenplay. Import one first.");
  run.report(0.2, "Finding scenes and cast");
  const breakdown = await parseInThread(screenplay.bytes, run.signal);
  if (!breakdown.ok) return failed(PROBLEMS[breakdown.reason]);
  run.report(0.8, "Laying out the canvas");
  return {
    kind: "edit",
    apply: (canvas) => {
      const applied = applyBreakdown(canvas, { jobId: run.jobId, breakdown });
      return applied.ok ? { ok: true, result: applied.counts } : applied;
    },
  };
};

const failed = (error: string) => ({ kind: "failed", error, retry: false }) as const;
