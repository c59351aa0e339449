import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { DocumentStore } from "../../sync-server/src/document-store/document-store.ts";

/** `open` on the same folder again must find what was written; `corrupt` flips a byte of a document's nth record. */
export interface StoreUnderTest {
  open(): Promise<DocumentStore>;
  corrupt(document: string, nth: number): void;
  remove(): void;
}

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText("t").toJSON();
};

/** What every document store promises. */
export const describeDocumentStore = (name: string, make: () => StoreUnderTest): void => {
  describe(`${name} as a document store`, () => {
    let under: StoreUnderTest;
    let store: DocumentStore;
    beforeEach(async () => {
      under = make();
      store = await under.open();
    });
    afterEach(async () => {
      await store.close();
      under.remove();
    });
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await under.open();
    };
    /** Appends a text letter by letter, each an update of its own. */
    const write = async (document: string, text: string): Promise<void> => {
      const doc = new Y.Doc();
      const updates: Uint8Array[] = [];
      doc.on("update", (update: Uint8Array) => updates.push(update));
      for (const letter of text) doc.getText("t").insert(doc.getText("t").length, letter);
      await Promise.all(updates.map((update) => store.append(document, [update])));
    };

    it("knows nothing of a document that was never written", async () => {
      expect(await store.load("canvas/new")).toMatchObject({ updates: [], version: 0, corruptSequences: [] });
    });

    it("gives back what was appended, in order, document by document, after a new start too", async () => {
      await Promise.all([write("canvas/a", "first"), write("canvas/b", "second")]);
      expect(textOf((await store.load("canvas/a")).updates)).toBe("first");
      await reopen();
      expect(textOf((await store.load("canvas/a")).updates)).toBe("first");
      expect(textOf((await store.load("canvas/b")).updates)).toBe("second");
    });

    it("keeps several updates of one append together", async () => {
      await store.append("canvas/a", [Uint8Array.of(1, 2), Uint8Array.of(3)]);
      expect((await store.load("canvas/a")).updates.map((u) => [...u])).toEqual([[1, 2], [3]]);
    });

    it("raises the version with every append and never lowers it", async () => {
      await write("canvas/a", "ab");
      const { version } = await store.load("canvas/a");
      await store.compact("canvas/a");
      expect((await store.load("canvas/a")).version).toBe(version);
      await reopen();
      await write("canvas/a", "c");
      expect((await store.load("canvas/a")).version).toBeGreaterThan(version);
    });

    it("folds the tail into one state that says the same", async () => {
      await write("canvas/a", "a long enough tail");
      await write("canvas/b", "untouched");
      await store.compact("canvas/a");
      const compacted = await store.load("canvas/a");
      expect(compacted).toMatchObject({ tail: { records: 0 } });
      expect(compacted.updates).toHaveLength(1);
      expect(textOf(compacted.updates)).toBe("a long enough tail");
      expect((await store.load("canvas/b")).updates).toHaveLength(9);
    });

    it("loses no append that comes while it compacts", async () => {
      const doc = new Y.Doc();
      let appends: Promise<void>[] = [];
      doc.on("update", (update: Uint8Array) => appends.push(store.append("canvas/a", [update])));
      for (let round = 0; round < 5; round++) {
        const compaction = store.compact("canvas/a");
        for (let i = 0; i < 20; i++) doc.getText("t").insert(0, "x");
        await Promise.all([...appends, compaction]);
        appends = [];
      }
      expect(textOf((await store.load("canvas/a")).updates)).toBe("x".repeat(100));
    });

    it("names a corrupt record, serves the rest, and leaves the record to whoever can mend it", async () => {
      for (const byte of [1, 2, 3]) await store.append("canvas/a", [Uint8Array.of(byte)]);
      under.corrupt("canvas/a", 1);
      const loaded = await store.load("canvas/a");
      expect(loaded.corruptSequences).toHaveLength(1);
      expect(loaded.updates.map((u) => [...u])).toEqual([[1], [3]]);
      await store.compact("canvas/a");
      expect(await store.load("canvas/a")).toEqual(loaded);
    });
  });
};
