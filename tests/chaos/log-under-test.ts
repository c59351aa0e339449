import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import * as Y from "yjs";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { makeDataDir } from "../support/start-sync.ts";
import { startPostgres, type TestPostgres } from "../support/start-postgres.ts";

/** Where the sync-server under test keeps its log, and a way to read it without any server. */
export interface LogUnderTest {
  readonly dataDir: string;
  /** Environment of the sync-server. */
  readonly settings: Record<string, string>;
  /** The document that the log holds now; a failure to apply any of it throws. */
  readCanvas(canvasId: string): Promise<Y.Doc>;
  /** Lets nobody commit to the log, as a slow disk or another program would; resolves with the way to end it. */
  holdWrites(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

const LOCK_TIMEOUT_MS = 5_000;

export const makeSqliteLog = (dataDir = makeDataDir()): LogUnderTest => ({
  dataDir,
  settings: {},
  readCanvas: (canvasId) => readCanvas({ dataDir }, canvasId),
  holdWrites: () => {
    const other = new DatabaseSync(canvasLogPath(dataDir), { timeout: LOCK_TIMEOUT_MS });
    other.exec("begin immediate");
    return Promise.resolve(() => Promise.resolve(other.close()));
  },
  remove: () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
});

/** With a PostgreSQL of its own, which may be killed. */
export const makePostgresLog = async (): Promise<LogUnderTest & { postgres: TestPostgres }> => {
  const postgres = await startPostgres();
  const dataDir = makeDataDir();
  const databaseUrl = await postgres.createDatabase();
  return {
    postgres,
    dataDir,
    settings: { DATABASE_URL: databaseUrl },
    readCanvas: (canvasId) => readCanvas({ dataDir, databaseUrl }, canvasId),
    holdWrites: async () => {
      const other = new pg.Client({ connectionString: databaseUrl });
      other.on("error", () => undefined);
      await other.connect();
      await other.query("begin");
      // Readers go on.
      await other.query("lock table canvas_updates in exclusive mode");
      return () => other.end();
    },
    remove: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

const readCanvas = async (
  place: { dataDir: string; databaseUrl?: string },
  canvasId: string,
): Promise<Y.Doc> => {
  const reader = openCanvasLogReader(place);
  try {
    const { updates } = (await reader.read(canvasId)) ?? { updates: [] };
    const doc = new Y.Doc();
    doc.transact(() => {
      for (const update of updates) Y.applyUpdate(doc, update);
    });
    if (doc.store.pendingStructs) throw new Error("The log holds an update without its predecessors");
    return doc;
  } finally {
    await reader.close();
  }
};
