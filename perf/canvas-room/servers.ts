import { findFreePort } from "../../tests/support/free-port.ts";
import { startMeasuredServer, type MeasuredServer } from "../measured-server.ts";
import type { DIALECTS } from "./dialects.ts";

/** Server with all its threads on one core, generator on the other. */
export const SERVER_CORE = "0";
export const GENERATOR_CORE = "1";

export interface ServerKind {
  readonly title: string;
  readonly dialect: keyof typeof DIALECTS;
  readonly script: string;
  /** After the port. */
  readonly args?: readonly string[];
  /** Of the peers, how many ask for presence that says what changed: 0–1. */
  readonly deltaShare: number;
  /** Above it the server does not get through the joins. */
  readonly maxPeers?: number;
}

const OURS = { dialect: "hocuspocus", script: "sync-server/src/main.ts" } as const;
const HOCUSPOCUS = {
  dialect: "hocuspocus",
  script: "perf/canvas-room/stock-hocuspocus.ts",
  deltaShare: 0,
} as const;

export const SERVERS = {
  ours: { ...OURS, title: "Backlot, stock clients", deltaShare: 0 },
  "ours-delta": { ...OURS, title: "Backlot, our clients", deltaShare: 1 },
  "ours-mix": { ...OURS, title: "Backlot, half of each", deltaShare: 0.5 },
  stock: { ...HOCUSPOCUS, title: "Hocuspocus 4.7, defaults" },
  flush20: { ...HOCUSPOCUS, title: "Hocuspocus 4.7, `flushDelay` 20", args: ["20"] },
  "y-websocket": {
    title: "y-websocket 2 server",
    dialect: "yWebsocket",
    script: "perf/canvas-room/stock-y-websocket.ts",
    deltaShare: 0,
    maxPeers: 200,
  },
  relay: {
    title: "bare relay, 16 ms tick",
    dialect: "relay",
    script: "perf/canvas-room/tick-relay.ts",
    deltaShare: 0,
  },
} as const satisfies Record<string, ServerKind>;

export type ServerName = keyof typeof SERVERS;
export const isServerName = (name: string): name is ServerName => Object.hasOwn(SERVERS, name);

export interface RunningServer extends MeasuredServer {
  readonly port: number;
}

/** A process of its own on the server's core, with an empty data folder; resolves when it listens. */
export const startServer = async (
  name: ServerName,
  options: { databaseUrl?: string | undefined; profileFolder?: string | undefined } = {},
): Promise<RunningServer> => {
  const kind: ServerKind = SERVERS[name];
  const port = await findFreePort();
  const nodeFlags = options.profileFolder ? ["--cpu-prof", `--cpu-prof-dir=${options.profileFolder}`] : [];
  const node = [process.execPath, ...nodeFlags, kind.script, String(port), ...(kind.args ?? [])];
  // taskset becomes the program it starts, so the id is the server's own.
  const server = await startMeasuredServer(name, ["taskset", "-c", SERVER_CORE, ...node], {
    SYNC_PORT: String(port),
    ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
  });
  return { ...server, port };
};
