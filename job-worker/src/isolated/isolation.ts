import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { NextJob } from "@backlot/shared/server/batches/claim-next";
import { loseRunAlone } from "@backlot/shared/server/batches/recover-jobs";
import { findFunction } from "@backlot/shared/server/outside-functions/find-function";
import type { OutsideNotes } from "../functions/run-outside.ts";
import type { LiveRun } from "../run-board.ts";
import type { EndedRun } from "../run-job.ts";
import type { RunParts, RunSettings } from "../run-parts.ts";
import { whenAvailable } from "../when-available.ts";
import type { FromIsolated, ToIsolated } from "./messages.ts";
import { MEMORY_SIGNAL } from "./start-watch.ts";

/** Each is a whole Node with a canvas of its own. */
const MAX_AT_ONCE = 2;
const MAX_HEAP_MIB = 512;
/** For starting, joining the canvas and saving, besides the function's own time. */
const ALLOWANCE_MS = 45_000;
/** From being told to stop to being ended. */
const STOP_GRACE_MS = 1_500;

export interface Isolation {
  /** Whether a job can be run by itself right now. */
  hasRoom(): boolean;
  /** Runs the claimed job in a process of its own. Undefined = the job was no longer this run's. */
  run(live: LiveRun, claimed: NextJob): Promise<EndedRun | undefined>;
  /** Ends what still runs; whose runs are then lost, but not by their own doing. */
  stop(): void;
}

interface IsolationParts extends Pick<RunParts, "records" | "logger" | "noteResult"> {
  /** The child's program. */
  entry: URL;
  settings: RunSettings;
  noteCall: OutsideNotes["noteCall"];
  /** Hears of each child that ended without an end of its run. */
  noteDeath: () => void;
}

/**
 * Jobs that were running at two deaths of a worker go on in processes of their own: if one of them is the cause, its
 * death is its own, and the worker and its other jobs do not notice.
 */
export const createIsolation = (parts: IsolationParts): Isolation => {
  const { records, logger } = parts;
  const settings = settingsForChild(parts.settings);
  const children = new Set<ChildProcess>();
  let running = 0;

  const runInChild = async (live: LiveRun, claimed: NextJob): Promise<EndedRun | undefined> => {
    const { canvas_id: canvasId } = claimed.job;
    const contract = await findFunction(records, { canvasId, name: claimed.batch.function });
    const child = startChild(parts.entry);
    children.add(child);
    let said: { ended: EndedRun | undefined } | undefined;
    let isOverdue = false;
    child.on("message", (message: FromIsolated) => {
      if (message.kind === "result") parts.noteResult(message.function, message.source);
      else if (message.kind === "outside-call") parts.noteCall(message.call);
      else said = message;
    });
    // What cannot be sent to it or started is told by its exit.
    child.on("error", (error) => logger.warn({ err: error, jobId: live.jobId }, "isolated-run-trouble"));
    const overdue = setTimeout(
      () => {
        isOverdue = true;
        child.kill("SIGKILL");
      },
      (contract?.timeLimitMs ?? 0) + ALLOWANCE_MS,
    );
    const stopChild = (): void => {
      tell(child, { kind: "stop" });
      setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS).unref();
    };
    live.abort.signal.addEventListener("abort", stopChild, { once: true });
    tell(child, { kind: "run", settings, claimed });
    const [code, signal] = await exitOf(child);
    clearTimeout(overdue);
    live.abort.signal.removeEventListener("abort", stopChild);
    children.delete(child);
    if (said) return said.ended;
    if (live.abort.signal.aborted) return undefined;
    const how = isOverdue ? "it did not stop when its time was over." : describeExit(code, signal);
    parts.noteDeath();
    logger.warn({ jobId: live.jobId, code, signal, isOverdue }, "isolated-run-died");
    const state = await whenAvailable(() => loseRunAlone(records, live, how), live.abort.signal);
    return state && { state, dueAt: Date.now() };
  };

  return {
    hasRoom: () => running < MAX_AT_ONCE,
    async run(live, claimed) {
      running += 1;
      try {
        return await runInChild(live, claimed);
      } finally {
        running -= 1;
      }
    },
    stop() {
      for (const child of children) child.kill("SIGKILL");
    },
  };
};

/** No more than it needs, and paths that hold in its own folder. */
const settingsForChild = (settings: RunSettings): RunSettings => {
  const { dataDir, databaseUrl, syncUrl, secret, outsideHosts, logLevel } = settings;
  return { dataDir: resolve(dataDir), databaseUrl, syncUrl, secret, outsideHosts, logLevel };
};

/** Its folder stays out of its command line, by which the service's own process is told from others. */
const startChild = (entry: URL): ChildProcess => {
  const path = fileURLToPath(entry);
  return fork(`./${basename(path)}`, [], {
    cwd: dirname(path),
    execArgv: [`--max-old-space-size=${MAX_HEAP_MIB}`],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
};

const tell = (child: ChildProcess, message: ToIsolated): void => {
  if (child.connected) child.send(message, () => undefined);
};

const exitOf = async (child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> => {
  if (child.pid === undefined) return [null, null];
  return (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
};

const describeExit = (code: number | null, signal: NodeJS.Signals | null): string => {
  // V8 aborts when its heap is full.
  if (signal === MEMORY_SIGNAL || signal === "SIGABRT") return "it needed too much memory.";
  if (signal !== null) return `its process was ended (${signal}).`;
  return `it ended its process (exit code ${code}).`;
};
