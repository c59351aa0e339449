import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import * as Y from "yjs";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/schema";
import { makeDataDir } from "../support/start-sync.ts";

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

export const makeSqliteLog = (): Promise<LogUnderTest> => {
  const dataDir = makeDataDir();
  return Promise.resolve({
    dataDir,
    settings: {},
    readCanvas: async (canvasId) => {
      const reader = openCanvasLogReader(dataDir);
      try {
        return build((await reader.read(canvasId))?.updates ?? []);
      } finally {
        reader.close();
      }
    },
    holdWrites: () => {
      const other = new DatabaseSync(canvasLogPath(dataDir), { timeout: LOCK_TIMEOUT_MS });
      other.exec("begin immediate");
      return Promise.resolve(() => Promise.resolve(other.close()));
    },
    remove: () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
  });
};

const build = (updates: readonly Uint8Array[]): Y.Doc => {
  const doc = new Y.Doc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  if (doc.store.pendingStructs) throw new Error("The log holds an update without its predecessors");
  return doc;
};
