import { clearDocument, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";

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

const nameOf = (actorId: string, canvasId: string): string => `backlot:${actorId}:${canvasId}`;

/** Resolves when the copy is in the document, or when it is clear that there will be none. */
export const openLocalCopy = async (actorId: string, canvasId: string, doc: Y.Doc): Promise<LocalCopy> => {
  // y-indexeddb would leave an unhandled rejection behind.
  if (typeof indexedDB === "undefined") return NO_COPY;
  const name = nameOf(actorId, canvasId);
  const persistence = new IndexeddbPersistence(name, doc);
  const works = await Promise.race([
    persistence.whenSynced.then(() => true),
    new Promise<false>((resolve) => setTimeout(() => resolve(false), OPEN_DEADLINE_MS)),
  ]);
  return {
    origin: persistence,
    works,
    close: () => persistence.destroy().then(() => undefined),
    remove: async () => {
      await persistence.destroy();
      await clearDocument(name);
    },
  };
};

const NO_COPY: LocalCopy = {
  origin: Symbol("no local copy"),
  works: false,
  close: () => Promise.resolve(),
  remove: () => Promise.resolve(),
};
