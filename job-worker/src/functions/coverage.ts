import { proposeShots } from "@backlot/shared/canvas/commands/propose-shots";
import { planCoverage } from "@backlot/shared/coverage/plan-coverage";
import { readCoverageScene } from "@backlot/shared/coverage/read-coverage-scene";
import { COVERAGE_PACE } from "@backlot/shared/coverage/styles";
import { coverageOptionsSchema } from "@backlot/shared/functions/coverage";
import type { FunctionImplementation } from "./function-implementation.ts";

export const proposeCoverage: FunctionImplementation = (run) => {
  run.report(0.1, "Reading scene");
  const { style, maxShots } = coverageOptionsSchema.parse(run.options);
  const scene = readCoverageScene(run.canvas, run.nodeId);
  if (!scene) return Promise.resolve({ kind: "node-deleted" });
  run.report(0.5, "Choosing setups");
  const shots = planCoverage(scene, { style: COVERAGE_PACE[style], maxShots });
  return Promise.resolve({
    kind: "edit",
    apply: (canvas) => {
      const proposed = proposeShots(canvas, { jobId: run.jobId, sceneId: run.nodeId, shots });
      return proposed.ok ? { ok: true, result: describe(proposed.proposed) } : proposed;
    },
  });
};

const describe = (proposedShots: number) => ({
  counts: { proposedShots },
  ...(proposedShots === 0 && { remarks: ["The scene's own shots cover it. Nothing is proposed."] }),
});
