import * as Y from "yjs";
import { writeFindings, type FindingCounts } from "@backlot/shared/canvas/commands/write-findings";
import type { Finding } from "@backlot/shared/canvas/findings";
import { continuityOptionsSchema } from "@backlot/shared/functions/continuity";
import type { ContinuityInput } from "./continuity/check-thread.ts";
import type { FunctionImplementation } from "./function-implementation.ts";
import { runInThread } from "./run-in-thread.ts";

const THREAD = new URL("./continuity/check-thread.ts", import.meta.url);

export const reviewContinuity: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading canvas");
  const { rules } = continuityOptionsSchema.parse(run.options);
  const input: ContinuityInput = { rules, document: Y.encodeStateAsUpdate(run.canvas.doc) };
  run.report(0.2, "Comparing shots");
  const findings = await runInThread<Finding[]>(THREAD, input, run.signal);
  run.report(0.8, "Writing notes");
  return {
    kind: "edit",
    apply: (canvas) => {
      const written = writeFindings(canvas, { jobId: run.jobId, rules, findings });
      return written.ok ? { ok: true, result: describe(written.counts) } : written;
    },
  };
};

const describe = ({ findings, muted, resolved, leftOut }: FindingCounts) => {
  const remarks: string[] = [];
  if (findings === 0) remarks.push("Nothing was found.");
  if (leftOut > 0)
    remarks.push(`${leftOut} more were found and have no note. Mend or mute some, then run it again.`);
  return { counts: { findings, muted, resolved }, ...(remarks.length > 0 && { remarks }) };
};
