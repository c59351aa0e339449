import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import type { Commit } from "../../sync-server/src/document-store/document-store.ts";
import { describeTroubles } from "./document-store-troubles.ts";
import { describeUnappliable } from "./document-store-unappliable.ts";
import { bytesOf, TestedStore, textOf, updatesOf, type StoreUnderTest } from "./store-under-test.ts";

/** What every document store promises. */
export const describeDocumentStore = (name: string, make: () => Promise<StoreUnderTest>): void => {
  describe(`${name} as a document store`, () => {
    const tested = new TestedStore(make);

    it("knows nothing of a document that was never written", async () => {
      const nothing = { version: 0, tail: { records: 0, bytes: 0 } };
      expect(await tested.store.load(tested.a)).toEqual({ ...nothing, updates: [] });
      const { updates, ...merged } = await tested.store.loadMerged(tested.a);
      expect([merged, textOf(updates)]).toEqual([nothing, ""]);
      expect(await tested.store.loadSince(tested.a, 0)).toEqual({ updates: [], version: 0 });
      await tested.store.compact(tested.a);
    });

    it("gives back what was appended, in order, document by document, after a new start too", async () => {
      await Promise.all([tested.write(tested.a, "first"), tested.write(tested.b, "second")]);
      expect(textOf((await tested.store.load(tested.a)).updates)).toBe("first");
      const { logId } = tested.store;
      await tested.reopen();
      expect(tested.store.logId).toBe(logId);
      expect(textOf((await tested.store.load(tested.a)).updates)).toBe("first");
      expect(textOf((await tested.store.load(tested.b)).updates)).toBe("second");
    });

    it("loads what was handed in before, also when nobody waited for it", async () => {
      const appends = Array.from({ length: 40 }, (_, byte) =>
        tested.store.append(tested.a, [Uint8Array.of(byte)]),
      );
      const { updates } = await tested.store.load(tested.a);
      expect(bytesOf(updates)).toEqual(Array.from({ length: 40 }, (_, byte) => [byte]));
      await Promise.all(appends);
      const more = tested.write(tested.b, "written just now");
      expect(textOf((await tested.store.loadMerged(tested.b)).updates)).toBe("written just now");
      await more;
    });

    it("keeps several updates of one append together, empty and large ones too", async () => {
      const large = new Uint8Array(3 * 1024 * 1024).fill(7);
      await tested.store.append(tested.a, [Uint8Array.of(1, 2), new Uint8Array(0), large]);
      const { updates } = await tested.store.load(tested.a);
      expect(updates.map((update) => update.length)).toEqual([2, 0, large.length]);
      expect(Buffer.from(updates[2] ?? []).equals(large)).toBe(true);
    });

    it("says where each commit stands: its number, and that of the one before it", async () => {
      const commits = await Promise.all([tested.write(tested.a, "abcdef"), tested.write(tested.b, "xyz")]);
      for (const ofOne of commits) {
        let previous = 0;
        for (const commit of ofOne) {
          expect(commit.previous).toBe(previous);
          expect(commit.sequence).toBeGreaterThan(previous);
          previous = commit.sequence;
        }
      }
      const last = commits[0].at(-1)?.sequence ?? 0;
      expect((await tested.store.load(tested.a)).version).toBe(last);
      await tested.store.compact(tested.a);
      expect((await tested.store.append(tested.a, [Uint8Array.of(0, 0)])).previous).toBe(last);
    });

    it("raises the version with every append and never lowers it", async () => {
      await tested.write(tested.a, "ab");
      const { version } = await tested.store.load(tested.a);
      await tested.store.compact(tested.a);
      expect((await tested.store.load(tested.a)).version).toBe(version);
      await tested.reopen();
      await tested.write(tested.a, "c");
      expect((await tested.store.load(tested.a)).version).toBeGreaterThan(version);
    });

    it("names the newest commit of every document that has one", async () => {
      const [ofA] = await tested.write(tested.a, "a");
      const ofB = (await tested.write(tested.b, "bbb")).at(-1);
      await tested.store.compact(tested.b);
      const newest = await tested.store.newestSequences([tested.a, tested.b, 'canvas/"odd"']);
      expect([...newest].sort()).toEqual([
        [tested.a, ofA?.sequence],
        [tested.b, ofB?.sequence],
      ]);
      expect(await tested.store.newestSequences([])).toEqual(new Map());
    });

    it("gives what was committed after a number, with the snapshot where that has swallowed some of it", async () => {
      const commits = await tested.write(tested.a, "abcdefgh");
      const at = (index: number): number => commits[index]?.sequence ?? 0;
      const since = await tested.store.loadSince(tested.a, at(5));
      expect(since.version).toBe(at(7));
      expect(bytesOf(since.updates)).toEqual(bytesOf(updatesOfCommits(await tested.store.load(tested.a), 6)));
      await tested.store.compact(tested.a);
      const [more] = await tested.write(tested.a, "i");
      await tested.store.compact(tested.a);
      // The first eight are gone by now: the snapshot says all of them.
      const all = await tested.store.loadSince(tested.a, at(3));
      expect(all.version).toBe(more?.sequence);
      expect(textOf(all.updates)).toContain("abcdefgh");
      expect((await tested.store.loadSince(tested.a, more?.sequence ?? 0)).updates).toEqual([]);
      expect((await tested.store.loadSince(tested.a, at(7))).updates).toHaveLength(1);
    });
    const updatesOfCommits = ({ updates }: { updates: Uint8Array[] }, from: number): Uint8Array[] =>
      updates.slice(from);

    it("folds the tail into one state that says the same, again and again", async () => {
      const updates = updatesOf("a tail, and more, and more");
      await tested.write(tested.b, "untouched");
      for (const upTo of [6, 16, updates.length]) {
        const from = upTo === 6 ? 0 : upTo === 16 ? 6 : 16;
        for (const update of updates.slice(from, upTo)) await tested.store.append(tested.a, [update]);
        await tested.store.compact(tested.a);
        const compacted = await tested.store.load(tested.a);
        expect(compacted.tail).toEqual({ records: 0, bytes: 0 });
        expect(compacted.updates).toHaveLength(1);
      }
      expect(textOf((await tested.store.load(tested.a)).updates)).toBe("a tail, and more, and more");
      expect((await tested.store.load(tested.b)).updates).toHaveLength(9);
      const kept = await tested.log
        .selectFrom("canvas_updates")
        .select(({ fn }) => fn.countAll<number>().as("records"))
        .where("document", "=", tested.a)
        .executeTakeFirst();
      expect(kept).toEqual({ records: 10 });
    });

    it("loses no append that comes while it compacts", async () => {
      const doc = new Y.Doc();
      let appends: Promise<Commit>[] = [];
      doc.on("update", (update: Uint8Array) => appends.push(tested.store.append(tested.a, [update])));
      for (let round = 0; round < 5; round++) {
        const compaction = tested.store.compact(tested.a);
        for (let i = 0; i < 20; i++) doc.getText("t").insert(0, "x");
        await Promise.all([...appends, compaction]);
        appends = [];
      }
      expect(textOf((await tested.store.load(tested.a)).updates)).toBe("x".repeat(100));
    });

    it("can be read beside the one who writes it", async () => {
      const reader = openCanvasLogReader(tested.under.place);
      const canvasId = tested.a.slice("canvas/".length);
      expect(await reader.read(canvasId)).toBeUndefined();
      expect(await reader.version(canvasId)).toBe(0);
      await tested.write(tested.a, "folded");
      await tested.store.compact(tested.a);
      const sequence = (await tested.write(tested.a, "new")).at(-1)?.sequence;
      const { updates, version } = await tested.store.load(tested.a);
      expect(await reader.read(canvasId)).toEqual({ updates, version });
      expect([await reader.version(canvasId), version]).toEqual([sequence, sequence]);
      await reader.close();
    });

    it("keeps the first actor of every client id", async () => {
      await tested.store.append(tested.a, [Uint8Array.of(1)], [{ clientId: 2 ** 32 - 1, actorId: "ada" }]);
      await Promise.all([
        tested.store.append(tested.a, [Uint8Array.of(2)], [{ clientId: 2 ** 32 - 1, actorId: "ben" }]),
        tested.store.append(
          tested.b,
          [Uint8Array.of(3)],
          [
            { clientId: 7, actorId: "ben" },
            { clientId: 7, actorId: "eve" },
          ],
        ),
      ]);
      const authors = await tested.log
        .selectFrom("canvas_authors")
        .select(["document", "client_id", "actor_id"])
        .where("document", "in", [tested.a, tested.b])
        .orderBy("document")
        .execute();
      expect(authors).toEqual([
        { document: tested.a, client_id: 2 ** 32 - 1, actor_id: "ada" },
        { document: tested.b, client_id: 7, actor_id: "ben" },
      ]);
    });

    it("keeps more authors of one commit than a statement has room for", async () => {
      const authors = Array.from({ length: 20_000 }, (_, clientId) => ({ clientId, actorId: "ada" }));
      await tested.store.append(tested.a, [Uint8Array.of(1)], authors);
      const { kept } = await tested.log
        .selectFrom("canvas_authors")
        .select(({ fn }) => fn.countAll<number>().as("kept"))
        .where("document", "=", tested.a)
        .executeTakeFirstOrThrow();
      expect(kept).toBe(20_000);
    });

    describeTroubles(tested);
    describeUnappliable(tested);

    it("takes nothing any more once it is closed", async () => {
      await tested.store.close();
      await expect(tested.store.append(tested.a, [Uint8Array.of(1)])).rejects.toThrow("closed");
    });
  });
};
