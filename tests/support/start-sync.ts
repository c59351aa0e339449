import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import * as Y from "yjs";
import { createLogger } from "@backlot/shared/server/logger";
import { colorIndexOf, signSyncToken, type SyncGrant } from "@backlot/shared/protocol/sync-token";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { readSyncConfig, type SyncConfig } from "../../sync-server/src/config.ts";
import { startSyncServer } from "../../sync-server/src/start-sync-server.ts";
import { findFreePort } from "./free-port.ts";

export const TEST_SECRET = "a secret of the tests, long enough";

export interface TestSyncServer {
  url: string;
  syncUrl: string;
  port: number;
  dataDir: string;
  stop(): Promise<void>;
}

export const makeDataDir = (): string => mkdtempSync(join(tmpdir(), "backlot-sync-"));

/** A sync-server inside the test, on a free port and with a data folder of its own unless one is given. */
export const startTestSyncServer = async (
  options: { dataDir?: string; redisUrl?: string; change?: (config: SyncConfig) => void } = {},
): Promise<TestSyncServer> => {
  const dataDir = options.dataDir ?? makeDataDir();
  const read = readSyncConfig({
    SECRET: TEST_SECRET,
    DATA_DIR: dataDir,
    SYNC_PORT: String(await findFreePort()),
    REDIS_URL: options.redisUrl,
  });
  if (!read.ok) throw new Error(read.problems.join("\n"));
  options.change?.(read.config);
  const server = await startSyncServer(read.config, createLogger("sync-server", "silent"));
  const url = `127.0.0.1:${server.port}`;
  return {
    url: `http://${url}`,
    syncUrl: `ws://${url}/sync`,
    port: server.port,
    dataDir,
    stop: async () => {
      await server.stop();
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

export const signTestToken = async (
  canvasId: string,
  grant: Partial<SyncGrant> = {},
  options: { secret?: string; lifetimeSeconds?: number } = {},
): Promise<string> => {
  const actorId = grant.actorId ?? "ada";
  const full: SyncGrant = {
    canvasId,
    role: "editor",
    actorId,
    actorKind: "person",
    name: "Ada",
    colorIndex: colorIndexOf(actorId),
    ...grant,
  };
  const { token } = await signSyncToken(full, options.secret ?? TEST_SECRET, options.lifetimeSeconds);
  return token;
};

export interface TestPeer {
  doc: Y.Doc;
  provider: HocuspocusProvider;
  socket: HocuspocusProviderWebsocket;
  /** Codes of every close of the socket so far. */
  closeCodes: number[];
  close(): void;
}

/** A provider closes a socket that is still connecting after taking its listeners off; ws would then throw. */
class QuietWebSocket extends WebSocket {
  constructor(address: string) {
    super(address);
    this.on("error", () => undefined);
  }
}

/** A stock HocuspocusProvider with a socket of its own. */
export const joinCanvas = (
  syncUrl: string,
  canvasId: string,
  token: string | (() => Promise<string>),
  doc = new Y.Doc(),
): TestPeer => {
  const closeCodes: number[] = [];
  const socket = new HocuspocusProviderWebsocket({
    url: syncUrl,
    WebSocketPolyfill: QuietWebSocket,
    delay: 50,
    minDelay: 20,
    maxDelay: 200,
    onClose: ({ event }) => closeCodes.push(event.code),
  });
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: documentNameOf("canvas", canvasId),
    document: doc,
    token,
  });
  provider.attach();
  return {
    doc,
    provider,
    socket,
    closeCodes,
    close: () => {
      provider.destroy();
      socket.destroy();
    },
  };
};
