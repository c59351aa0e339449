import { Worker } from "node:worker_threads";
import type { BreakdownResult } from "../../screenplay/breakdown.ts";
import type { ScreenplayProblem } from "../../screenplay/decode-screenplay.ts";
import { readScreenplayFile, type ScreenplayFormat } from "../../screenplay/read-screenplay-file.ts";
import type { RevisionDiff } from "../../screenplay/revision/describe-revision.ts";

interface ScreenplayFile {
  readonly bytes: Uint8Array;
  readonly format: ScreenplayFormat;
}

export type ScreenplayTask =
  | ({ readonly kind: "read" } & ScreenplayFile)
  /** `updates`: the canvas as it is stored. */
  | ({ readonly kind: "preview"; readonly updates: readonly Uint8Array[] } & ScreenplayFile);

export type PreviewAnswer =
  { ok: true; hasScenes: boolean; diff: RevisionDiff } | { ok: false; reason: ScreenplayProblem };

export interface ScreenplayReader {
  read(file: ScreenplayFile, signal: AbortSignal): Promise<BreakdownResult>;
  /** What the screenplay would change on a canvas. */
  preview(
    file: ScreenplayFile & { readonly updates: readonly Uint8Array[] },
    signal: AbortSignal,
  ): Promise<PreviewAnswer>;
}

/** Hostile documents of the largest size take about 900 MB together with what they are read into. */
const MAX_HEAP_MB = 1_024;
const MAX_THREADS = 2;
/** Whatever is in so few bytes is read in less time than a thread takes to start. */
const MAX_INLINE_BYTES = 64 * 1024;

/**
 * Reads screenplays in threads of their own: a file of some megabytes takes long enough to hold up everything else in the
 * process. At most two at a time, the others wait in line.
 */
export const createScreenplayReader = (): ScreenplayReader => {
  let running = 0;
  const waiting: (() => void)[] = [];
  const run = async <Answer>(task: ScreenplayTask, signal: AbortSignal): Promise<Answer> => {
    while (running >= MAX_THREADS) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await runInThread<Answer>(task, signal);
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  return {
    read: async (file, signal) =>
      file.bytes.byteLength <= MAX_INLINE_BYTES
        ? readScreenplayFile(file.bytes, file.format)
        : run<BreakdownResult>({ kind: "read", ...file }, signal),
    preview: (file, signal) => run<PreviewAnswer>({ kind: "preview", ...file }, signal),
  };
};

const runInThread = <Answer>(task: ScreenplayTask, signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = new Worker(new URL("./screenplay-thread.ts", import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    const stop = (): void => {
      reject(signal.reason as Error);
      void thread.terminate();
    };
    signal.addEventListener("abort", stop, { once: true });
    thread.once("message", (answer: Answer) => resolve(answer));
    thread.once("error", reject);
    thread.once("exit", (code) => {
      signal.removeEventListener("abort", stop);
      reject(new Error(`The screenplay thread ended with code ${code} and no result`));
    });
  });
