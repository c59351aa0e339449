import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./free-port.ts";
import { findServices, killService, type Service } from "./running-services.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START_DEADLINE_MS = 120_000;

export interface Product {
  readonly url: string;
  readonly dataDir: string;
  readonly supervisorPid: number;
  readonly ports: { readonly web: number; readonly sync: number; readonly worker: number };
  /** What the product has said on the terminal so far, both streams. */
  output(): string;
  pids(): Partial<Record<Service, number>>;
  /** `kill -9`; resolves when the process is gone, before its successor is ready. */
  kill(service: Service): Promise<void>;
  /** Stops everything and removes the data. */
  stop(): Promise<void>;
}

/** The whole product as `npm start` runs it, on free ports and with data of its own. */
export const startProduct = async ({ env = {} }: { env?: Record<string, string> } = {}): Promise<Product> => {
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: ROOT, stdio: "inherit" });
  const ports = { web: await findFreePort(), sync: await findFreePort(), worker: await findFreePort() };
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-"));
  const supervisor = spawn(process.execPath, ["scripts/supervise.ts"], {
    argv0: "node",
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    env: {
      ...process.env,
      PORT: String(ports.web),
      SYNC_PORT: String(ports.sync),
      WORKER_PORT: String(ports.worker),
      DATA_DIR: dataDir,
      REDIS_URL: "",
      ...env,
    },
  });
  const ended = new Promise<void>((resolve) => supervisor.once("close", () => resolve()));
  let output = "";
  const stop = async (): Promise<void> => {
    supervisor.kill("SIGTERM");
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };

  const ready = new Promise<void>((resolve, reject) => {
    const onOutput = (chunk: Buffer): void => {
      output += chunk.toString();
      if (output.includes("Backlot is ready")) resolve();
    };
    supervisor.stdout?.on("data", onOutput);
    supervisor.stderr?.on("data", onOutput);
    supervisor.once("close", () => reject(new Error(`The product did not start:\n${output}`)));
    setTimeout(() => reject(new Error(`The product is not ready:\n${output}`)), START_DEADLINE_MS).unref();
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  const supervisorPid = supervisor.pid ?? 0;
  return {
    url: `http://localhost:${ports.web}`,
    dataDir,
    supervisorPid,
    ports,
    output: () => output,
    pids: () => findServices(supervisorPid),
    kill: (service) => killService(supervisorPid, service),
    stop,
  };
};
