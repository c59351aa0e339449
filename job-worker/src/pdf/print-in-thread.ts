import { runInThread } from "../functions/run-in-thread.ts";
import type { PdfResult } from "./pdf-sheet.ts";
import type { PrintTask } from "./print-thread.ts";

/** Pages are set in a thread of their own: fonts alone take a tenth of a second. */
export const printInThread = (task: PrintTask, signal: AbortSignal): Promise<PdfResult> =>
  runInThread<PdfResult>(new URL("./print-thread.ts", import.meta.url), task, signal);
