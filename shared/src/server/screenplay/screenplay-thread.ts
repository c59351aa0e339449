import { parentPort, workerData } from "node:worker_threads";
import { readScreenplayFile } from "../../screenplay/read-screenplay-file.ts";
import type { PreviewAnswer, ScreenplayTask } from "./screenplay-reader.ts";

/** Loaded only for a preview: a thread that only reads starts in half the time. */
const preview = async (task: Extract<ScreenplayTask, { kind: "preview" }>): Promise<PreviewAnswer> => {
  const { previewRevision } = await import("./preview-revision.ts");
  return previewRevision(task);
};

const task = workerData as ScreenplayTask;
parentPort?.postMessage(
  task.kind === "read" ? readScreenplayFile(task.bytes, task.format) : await preview(task),
);
