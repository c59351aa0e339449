import type { ChildProcess } from "node:child_process";

/** The contract's restart policy: at once, then after 0.5, 1 and 2 s, never more, never given up. */
const RESTART_DELAYS_MS = [0, 500, 1_000, 2_000];
const FORGIVEN_AFTER_MS = 10_000;

export interface KeptProcess {
  readonly name: string;
  /** The running process's id; undefined between an end and its restart. */
  pid(): number | undefined;
  /** Sends SIGTERM; with no policy delay, because it is asked for. */
  restart(): void;
  /** Resolves when the process has ended; it is killed after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

export interface KeepAliveParts {
  readonly name: string;
  readonly spawn: () => ChildProcess | Promise<ChildProcess>;
  /** How a running process is asked to end. */
  readonly end?: (child: ChildProcess) => void;
  readonly onRestart: (how: string, delayMs: number) => void;
}

export const keepAlive = ({ name, spawn, end = sendSigterm, onRestart }: KeepAliveParts): KeptProcess => {
  let child: ChildProcess | undefined;
  let pending: NodeJS.Timeout | undefined;
  let starting = Promise.resolve();
  let fastEnds = 0;
  let stopping = false;
  let wanted = false;
  let onStopped = (): void => {};

  const start = async (): Promise<void> => {
    const startedAt = performance.now();
    let over = false;
    const onEnd = (how: string): void => {
      if (over) return;
      over = true;
      child = undefined;
      if (stopping) return onStopped();
      if (performance.now() - startedAt > FORGIVEN_AFTER_MS || wanted) fastEnds = 0;
      const delayMs = RESTART_DELAYS_MS[Math.min(fastEnds, RESTART_DELAYS_MS.length - 1)] ?? 0;
      fastEnds = wanted ? 0 : fastEnds + 1;
      if (!wanted) onRestart(how, delayMs);
      wanted = false;
      pending = setTimeout(() => {
        starting = start();
      }, delayMs);
    };
    try {
      const started = await spawn();
      child = started;
      started.once("error", (error) => onEnd(error.message));
      started.once("exit", (code, signal) => onEnd(signal ?? `exit code ${code}`));
    } catch (error) {
      onEnd(error instanceof Error ? error.message : String(error));
    }
  };
  starting = start();

  return {
    name,
    pid: () => child?.pid,
    restart: () => {
      if (!child) return;
      wanted = true;
      end(child);
    },
    stop: async (graceMs) => {
      stopping = true;
      clearTimeout(pending);
      await starting;
      const running = child;
      if (!running) return;
      await new Promise<void>((resolve) => {
        const killer = setTimeout(() => running.kill("SIGKILL"), graceMs);
        onStopped = () => {
          clearTimeout(killer);
          resolve();
        };
        end(running);
      });
    },
  };
};

const sendSigterm = (child: ChildProcess): void => void child.kill("SIGTERM");
