import type { SupervisorConfig } from "./config.ts";

export interface ServiceDefinition {
  readonly name: string;
  /** What Node is started with, in the repository's root. */
  readonly nodeArguments: readonly string[];
  readonly portSetting: "PORT" | "SYNC_PORT" | "WORKER_PORT";
  readonly port: number;
  /** Folders whose change restarts the service in development. */
  readonly sources: readonly string[];
}

/** Stopped in this order: web and the worker need the sync-server to finish what they are writing. */
export const productServices = (config: SupervisorConfig, dev: boolean): ServiceDefinition[] => [
  {
    name: "web",
    nodeArguments: ["web/src/main.ts", ...(dev ? ["--dev"] : [])],
    portSetting: "PORT",
    port: config.PORT,
    // The rest of web is reloaded by Vite.
    sources: ["web/src/server", "shared/src/server"],
  },
  {
    name: "job-worker",
    nodeArguments: ["job-worker/src/main.ts"],
    portSetting: "WORKER_PORT",
    port: config.WORKER_PORT,
    sources: ["job-worker/src", "shared/src"],
  },
  {
    name: "sync-server",
    nodeArguments: ["sync-server/src/main.ts"],
    portSetting: "SYNC_PORT",
    port: config.SYNC_PORT,
    sources: ["sync-server/src", "shared/src"],
  },
];
