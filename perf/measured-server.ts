import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const SECRET = "a secret of the measurements, long enough";

const EXIT_DEADLINE_MS = 10_000;
const MAX_KEPT_OUTPUT = 10_000;

export interface MeasuredServer {
  readonly pid: number;
  stop(): Promise<void>;
}

/** A server as a process of its own with an empty data folder; resolves when it says that it listens. */
export const startMeasuredServer = async (
  title: string,
  [program, ...args]: readonly [string, ...string[]],
  settings: Record<string, string>,
): Promise<MeasuredServer> => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-perf-"));
  const child = spawn(program, args, {
    cwd: new URL("../", import.meta.url),
    env: { PATH: process.env["PATH"], DATA_DIR: dataDir, SECRET, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  let output = "";
  const listening = Promise.withResolvers<void>();
  const hear = (chunk: Buffer): void => {
    if (output.length < MAX_KEPT_OUTPUT) output += chunk.toString();
    if (output.includes("listening")) listening.resolve();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  child.once("error", listening.reject);
  void exited.then(() => listening.reject(new Error(`${title} ended: ${output}`)));
  await listening.promise;

  return {
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill("SIGTERM");
      const deadline = setTimeout(() => child.kill("SIGKILL"), EXIT_DEADLINE_MS);
      await exited;
      clearTimeout(deadline);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
