import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { TEST_SECRET } from "./start-sync.ts";

export interface SpawnedSyncServer {
  readonly pid: number;
  /** Everything it has written so far. */
  output: () => string;
  exitCode: () => number | null;
  kill(signal: NodeJS.Signals): Promise<void>;
}

/**
 * `node sync-server/src/main.ts` as a process of its own, ready to listen unless it ends before. `command` may put it on
 * one core or give Node a flag.
 */
export const spawnSyncServer = async (
  port: number,
  dataDir: string,
  settings: Record<string, string> = {},
  [program, ...args]: readonly [string, ...string[]] = [process.execPath],
): Promise<SpawnedSyncServer> => {
  const child: ChildProcess = spawn(program, [...args, "sync-server/src/main.ts"], {
    cwd: new URL("../../", import.meta.url),
    env: { SYNC_PORT: String(port), DATA_DIR: dataDir, SECRET: TEST_SECRET, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const exited = once(child, "exit");
  await new Promise<void>((resolve) => {
    const hear = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("listening")) resolve();
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.on("close", () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    output: () => output,
    exitCode: () => child.exitCode,
    kill: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await exited;
    },
  };
};
