import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { FunctionImplementation } from "../../../job-worker/src/functions/function-implementation.ts";
import { functionImplementations } from "../../../job-worker/src/functions/registry.ts";
import { drawStoryboard } from "../../../job-worker/src/functions/storyboard.ts";

/** A storyboard that does first what the shot's description says: `exit 7` ends the process, `wait 300` takes 300 ms. */
const drawAsScripted: FunctionImplementation = async (run) => {
  const data = readNode(run.canvas, run.nodeId)?.data as { description?: string } | undefined;
  const [word, number] = (data?.description ?? "").split(" ");
  if (word === "exit") process.exit(Number(number));
  if (word === "wait") await new Promise((resolve) => setTimeout(resolve, Number(number)));
  return drawStoryboard(run);
};

export const scriptedFunctions = { ...functionImplementations, storyboard: drawAsScripted };
