import type { SupervisorConfig } from "./config.ts";

export interface ServiceDefinition {
  readonly name: string;
  /** Arguments for Node, relative to `folder` or the repository's root. */
  readonly nodeArguments: readonly string[];
  readonly folder?: string;
  readonly portSetting: "PORT" | "SYNC_PORT" | "WORKER_PORT";
  readonly port: number;
  /** Folders whose change restarts the service in development. */
  readonly sources: readonly string[];
}

/** Stopped in this order: web and the worker need the sync-server to finish what they are writing. */
export const productServices = (config: SupervisorConfig, dev: boolean): ServiceDefinition[] => [
  {
    name: "web",
    ...(dev
      ? { nodeArguments: viteDevArguments(config), folder: "web", sources: [] }
      : { nodeArguments: ["web/src/main.ts"], sources: [] }),
    portSetting: "PORT",
    port: config.PORT,
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

const viteDevArguments = (config: SupervisorConfig): string[] => [
  "../node_modules/vite/bin/vite.js",
  "dev",
  "--strictPort",
  `--port=${config.PORT}`,
  `--host=${config.HOST}`,
];
