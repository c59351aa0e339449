import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import * as Y from "yjs";

/** The browser's copy of a canvas, so that edits made offline survive a reload. One per actor and canvas. */
export interface LocalCopy {
  /** Transactions with this origin were read from the copy, not made by a person. */
  readonly origin: unknown;
  /** False when the browser keeps nothing (private mode, no space): edits then live in this tab only. */
  readonly works: boolean;
  close(): Promise<void>;
  remove(): Promise<void>;
}

const OPEN_DEADLINE_MS = 3000;
/** The server has what came from it, so that may wait; a database transaction for each would cost as much as the view. */
const STORE_REMOTE_EVERY_MS = 1000;

const nameOf = (actorId: string, canvasId: string): string => `backlot:${actorId}:${canvasId}`;

/** Resolves when the copy is in the document, or when it is clear that there will be none. */
export const openLocalCopy = async (
  actorId: string,
  canvasId: string,
  doc: Y.Doc,
  isRemote: (origin: unknown) => boolean,
): Promise<LocalCopy> => {
  // y-indexeddb would leave an unhandled rejection behind.
  if (typeof indexedDB === "undefined") return NO_COPY;
  const name = nameOf(actorId, canvasId);
  const persistence = new IndexeddbPersistence(name, doc);
  const stopBatching = batchRemoteUpdates(persistence, doc, isRemote);
  const works = await Promise.race([
    persistence.whenSynced.then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), OPEN_DEADLINE_MS)),
  ]);
  return {
    origin: persistence,
    works,
    close: async () => {
      stopBatching();
      await persistence.destroy();
    },
    remove: async () => {
      stopBatching();
      await persistence.destroy();
      await clearDocument(name);
    },
  };
};

/**
 * y-indexeddb writes each update in a transaction of its own. Here its handler still gets every update of this person
 * at once, and those of others merged, in the order in which they were applied.
 */
const batchRemoteUpdates = (
  persistence: IndexeddbPersistence,
  doc: Y.Doc,
  isRemote: (origin: unknown) => boolean,
): (() => void) => {
  const store = persistence._storeUpdate;
  let waiting: Uint8Array[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length > 0) store(Y.mergeUpdates(waiting), undefined);
    waiting = [];
  };
  const onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (!isRemote(origin)) {
      flush();
      store(update, origin);
      return;
    }
    waiting.push(update);
    timer ??= setTimeout(flush, STORE_REMOTE_EVERY_MS);
  };
  doc.off("update", store);
  doc.on("update", onUpdate);
  return () => {
    flush();
    doc.off("update", onUpdate);
  };
};

const NO_COPY: LocalCopy = {
  origin: Symbol("no local copy"),
  works: false,
  close: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
