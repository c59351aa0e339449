import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openCanvasLog, type CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import type { CanvasLog } from "@backlot/shared/server/canvas-log/tables";
import { createLogger } from "@backlot/shared/server/logger";
import type { Commit, DocumentStore } from "../../sync-server/src/document-store/document-store.ts";
import { openDocumentStore } from "../../sync-server/src/document-store/open-document-store.ts";
import { eventually } from "../support/eventually.ts";

export interface StoreUnderTest {
  readonly place: CanvasLogPlace;
  /** Lets nobody write any more; resolves with the way back. */
  breakStore(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Starting and recovering a database takes its time on a machine that is busy with other tests. */
const SLOW_MS = 40_000;

const open = (place: CanvasLogPlace): Promise<DocumentStore> =>
  openDocumentStore({ ...place, logger: createLogger("test", "silent") });

const bytesOf = (updates: readonly Uint8Array[]): number[][] => updates.map((update) => [...update]);

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText("t").toJSON();
};

/** One of the processes beside this file, on the same log. */
const spawnOn = ({ dataDir, databaseUrl }: CanvasLogPlace, program: string, ...args: string[]) =>
  spawn(
    process.execPath,
    [
      new URL(program, import.meta.url).pathname,
      ...args,
      dataDir,
      ...(databaseUrl === undefined ? [] : [databaseUrl]),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );

/** A text letter by letter, each an update of its own. */
const updatesOf = (text: string): Uint8Array[] => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const letter of text) doc.getText("t").insert(doc.getText("t").length, letter);
  return updates;
};

/** What every document store promises. */
export const describeDocumentStore = (name: string, make: () => Promise<StoreUnderTest>): void => {
  describe(`${name} as a document store`, () => {
    let under: StoreUnderTest;
    let store: DocumentStore;
    let log: CanvasLog;
    /** Two documents of each test's own. */
    let a: string;
    let b: string;
    let tests = 0;
    beforeAll(async () => {
      under = await make();
      store = await open(under.place);
      log = openCanvasLog(under.place, { maxConnections: 1, timeoutMs: 5_000 });
    }, SLOW_MS);
    afterAll(async () => {
      await log.destroy();
      await store.close();
      await under.remove();
    }, SLOW_MS);
    beforeEach(() => {
      tests += 1;
      a = `canvas/a${tests}`;
      b = `canvas/b${tests}`;
    });
    const reopen = async (): Promise<void> => {
      await store.close();
      store = await open(under.place);
    };
    const write = (document: string, text: string): Promise<Commit[]> =>
      Promise.all(updatesOf(text).map((update) => store.append(document, [update])));

    const flipLastByte = (bytes: Uint8Array): Uint8Array => {
      const changed = Uint8Array.from(bytes);
      changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 0x55;
      return changed;
    };
    const corruptRecord = async (sequence: number): Promise<void> => {
      const row = await log
        .selectFrom("canvas_updates")
        .select("record")
        .where("sequence", "=", sequence)
        .executeTakeFirstOrThrow();
      await log
        .updateTable("canvas_updates")
        .set({ record: flipLastByte(row.record) })
        .where("sequence", "=", sequence)
        .execute();
    };
    const corruptNewestSnapshot = async (document: string): Promise<void> => {
      const row = await log
        .selectFrom("canvas_snapshots")
        .select(["state", "through_sequence"])
        .where("document", "=", document)
        .orderBy("through_sequence", "desc")
        .executeTakeFirstOrThrow();
      await log
        .updateTable("canvas_snapshots")
        .set({ state: flipLastByte(row.state) })
        .where("document", "=", document)
        .where("through_sequence", "=", row.through_sequence)
        .execute();
    };
    const quarantined = () =>
      log
        .selectFrom("canvas_quarantine")
        .select(["document", "kind", "sequence"])
        .where("document", "=", a)
        .execute();

    it("knows nothing of a document that was never written", async () => {
      expect(await store.load(a)).toMatchObject({ updates: [], version: 0, corruptSequences: [] });
      expect(await store.loadSince(a, 0)).toEqual({ updates: [], version: 0 });
      await store.compact(a);
    });

    it("gives back what was appended, in order, document by document, after a new start too", async () => {
      await Promise.all([write(a, "first"), write(b, "second")]);
      expect(textOf((await store.load(a)).updates)).toBe("first");
      const { logId } = store;
      await reopen();
      expect(store.logId).toBe(logId);
      expect(textOf((await store.load(a)).updates)).toBe("first");
      expect(textOf((await store.load(b)).updates)).toBe("second");
    });

    it("loads what was handed in before, also when nobody waited for it", async () => {
      const appends = Array.from({ length: 40 }, (_, byte) => store.append(a, [Uint8Array.of(byte)]));
      const { updates } = await store.load(a);
      expect(bytesOf(updates)).toEqual(Array.from({ length: 40 }, (_, byte) => [byte]));
      await Promise.all(appends);
    });

    it("keeps several updates of one append together, empty and large ones too", async () => {
      const large = new Uint8Array(3 * 1024 * 1024).fill(7);
      await store.append(a, [Uint8Array.of(1, 2), new Uint8Array(0), large]);
      const { updates } = await store.load(a);
      expect(updates.map((update) => update.length)).toEqual([2, 0, large.length]);
      expect(Buffer.from(updates[2] ?? []).equals(large)).toBe(true);
    });

    it("says where each commit stands: its number, and that of the one before it", async () => {
      const commits = await Promise.all([write(a, "abcdef"), write(b, "xyz")]);
      for (const ofOne of commits) {
        let previous = 0;
        for (const commit of ofOne) {
          expect(commit.previous).toBe(previous);
          expect(commit.sequence).toBeGreaterThan(previous);
          previous = commit.sequence;
        }
      }
      const last = commits[0].at(-1)?.sequence ?? 0;
      expect((await store.load(a)).version).toBe(last);
      await store.compact(a);
      expect((await store.append(a, [Uint8Array.of(0, 0)])).previous).toBe(last);
    });

    it("raises the version with every append and never lowers it", async () => {
      await write(a, "ab");
      const { version } = await store.load(a);
      await store.compact(a);
      expect((await store.load(a)).version).toBe(version);
      await reopen();
      await write(a, "c");
      expect((await store.load(a)).version).toBeGreaterThan(version);
    });

    it("names the newest commit of every document that has one", async () => {
      const [ofA] = await write(a, "a");
      const ofB = (await write(b, "bbb")).at(-1);
      await store.compact(b);
      const newest = await store.newestSequences([a, b, 'canvas/"odd"']);
      expect([...newest].sort()).toEqual([
        [a, ofA?.sequence],
        [b, ofB?.sequence],
      ]);
      expect(await store.newestSequences([])).toEqual(new Map());
    });

    it("gives what was committed after a number, with the snapshot where that has swallowed some of it", async () => {
      const commits = await write(a, "abcdefgh");
      const at = (index: number): number => commits[index]?.sequence ?? 0;
      const since = await store.loadSince(a, at(5));
      expect(since.version).toBe(at(7));
      expect(bytesOf(since.updates)).toEqual(bytesOf(updatesOfCommits(await store.load(a), 6)));
      await store.compact(a);
      const [more] = await write(a, "i");
      await store.compact(a);
      // The first eight are gone by now: the snapshot says all of them.
      const all = await store.loadSince(a, at(3));
      expect(all.version).toBe(more?.sequence);
      expect(textOf(all.updates)).toContain("abcdefgh");
      expect((await store.loadSince(a, more?.sequence ?? 0)).updates).toEqual([]);
      expect((await store.loadSince(a, at(7))).updates).toHaveLength(1);
    });
    const updatesOfCommits = ({ updates }: { updates: Uint8Array[] }, from: number): Uint8Array[] =>
      updates.slice(from);

    it("folds the tail into one state that says the same, again and again", async () => {
      const updates = updatesOf("a tail, and more, and more");
      await write(b, "untouched");
      for (const upTo of [6, 16, updates.length]) {
        const from = upTo === 6 ? 0 : upTo === 16 ? 6 : 16;
        for (const update of updates.slice(from, upTo)) await store.append(a, [update]);
        await store.compact(a);
        const compacted = await store.load(a);
        expect(compacted.tail).toEqual({ records: 0, bytes: 0 });
        expect(compacted.updates).toHaveLength(1);
      }
      expect(textOf((await store.load(a)).updates)).toBe("a tail, and more, and more");
      expect((await store.load(b)).updates).toHaveLength(9);
      const kept = await log
        .selectFrom("canvas_updates")
        .select(({ fn }) => fn.countAll<number>().as("records"))
        .where("document", "=", a)
        .executeTakeFirst();
      expect(kept).toEqual({ records: 10 });
    });

    it("loses no append that comes while it compacts", async () => {
      const doc = new Y.Doc();
      let appends: Promise<Commit>[] = [];
      doc.on("update", (update: Uint8Array) => appends.push(store.append(a, [update])));
      for (let round = 0; round < 5; round++) {
        const compaction = store.compact(a);
        for (let i = 0; i < 20; i++) doc.getText("t").insert(0, "x");
        await Promise.all([...appends, compaction]);
        appends = [];
      }
      expect(textOf((await store.load(a)).updates)).toBe("x".repeat(100));
    });

    it("names a corrupt record once, serves the rest, and keeps the bytes for whoever can mend them", async () => {
      const commits = [];
      for (const byte of [1, 2, 3]) commits.push(await store.append(a, [Uint8Array.of(byte)]));
      const sequence = commits[1]?.sequence ?? 0;
      await corruptRecord(sequence);
      const loaded = await store.load(a);
      expect(loaded.corruptSequences).toEqual([sequence]);
      expect(loaded.snapshotIsCorrupt).toBe(false);
      expect(bytesOf(loaded.updates)).toEqual([[1], [3]]);
      expect(await quarantined()).toEqual([{ document: a, kind: "record", sequence }]);
      const again = await store.load(a);
      expect(again).toEqual({ ...loaded, corruptSequences: [] });
    });

    it("never gives the number of a corrupt last record to another commit", async () => {
      await store.append(a, [Uint8Array.of(1)]);
      const { sequence } = await store.append(a, [Uint8Array.of(2)]);
      await corruptRecord(sequence);
      await store.load(a);
      expect((await store.load(a)).version).toBe(sequence);
      expect((await store.append(a, [Uint8Array.of(3)])).previous).toBe(sequence);
    });

    it("goes on compacting after a corrupt record, and keeps what waits for the lost part", async () => {
      const updates = updatesOf("abc");
      const commits = [];
      for (const update of updates) commits.push(await store.append(a, [update]));
      await corruptRecord(commits[1]?.sequence ?? 0);
      await store.compact(a);
      expect(await quarantined()).toHaveLength(1);
      const compacted = await store.load(a);
      expect(compacted.tail.records).toBe(0);
      expect(textOf(compacted.updates)).toBe("a");
      await store.append(a, [updates[1] ?? new Uint8Array()]);
      expect(textOf((await store.load(a)).updates)).toBe("abc");
    });

    it("loses nothing with a corrupt snapshot, since the one before it and the records since are there", async () => {
      const updates = updatesOf("abcdefgh");
      const append = async (from: number, to: number): Promise<void> => {
        for (const update of updates.slice(from, to)) await store.append(a, [update]);
      };
      await append(0, 3);
      await store.compact(a);
      await corruptNewestSnapshot(a);
      const first = await store.load(a);
      expect(first.snapshotIsCorrupt).toBe(true);
      expect(textOf(first.updates)).toBe("abc");
      await store.compact(a);
      await append(3, 5);
      await store.compact(a);
      await append(5, 8);
      await corruptNewestSnapshot(a);
      const second = await store.load(a);
      expect(second).toMatchObject({ snapshotIsCorrupt: true, corruptSequences: [] });
      expect(textOf(second.updates)).toBe("abcdefgh");
      expect(await quarantined()).toHaveLength(2);
      expect((await store.load(a)).snapshotIsCorrupt).toBe(false);
    });

    it("can be read beside the one who writes it", async () => {
      const reader = openCanvasLogReader(under.place);
      const canvasId = a.slice("canvas/".length);
      expect(await reader.read(canvasId)).toBeUndefined();
      expect(await reader.version(canvasId)).toBe(0);
      await write(a, "folded");
      await store.compact(a);
      const sequence = (await write(a, "new")).at(-1)?.sequence;
      const { updates, version } = await store.load(a);
      expect(await reader.read(canvasId)).toEqual({ updates, version });
      expect([await reader.version(canvasId), version]).toEqual([sequence, sequence]);
      await reader.close();
    });

    it("keeps the first actor of every client id", async () => {
      await store.append(a, [Uint8Array.of(1)], [{ clientId: 2 ** 32 - 1, actorId: "ada" }]);
      await Promise.all([
        store.append(a, [Uint8Array.of(2)], [{ clientId: 2 ** 32 - 1, actorId: "ben" }]),
        store.append(
          b,
          [Uint8Array.of(3)],
          [
            { clientId: 7, actorId: "ben" },
            { clientId: 7, actorId: "eve" },
          ],
        ),
      ]);
      const authors = await log
        .selectFrom("canvas_authors")
        .select(["document", "client_id", "actor_id"])
        .where("document", "in", [a, b])
        .orderBy("document")
        .execute();
      expect(authors).toEqual([
        { document: a, client_id: 2 ** 32 - 1, actor_id: "ada" },
        { document: b, client_id: 7, actor_id: "ben" },
      ]);
    });

    it("has everything that it acknowledged when its process is killed", async () => {
      const appender = spawnOn(under.place, "append-until-killed.ts", a);
      const exited = once(appender, "exit");
      const durable: number[] = [];
      for await (const line of createInterface({ input: appender.stdout })) {
        durable.push(Number(line));
        if (durable.length === 40) appender.kill("SIGKILL");
      }
      await exited;
      const { updates } = await store.load(a);
      expect(bytesOf(updates).slice(0, durable.length)).toEqual(durable.map((byte) => [byte]));
    });

    it(
      "rejects soon while it cannot write, says degraded, and works again by itself",
      async () => {
        await store.append(a, [Uint8Array.of(1)]);
        const mend = await under.breakStore();
        const startedAt = performance.now();
        await expect(store.append(a, [Uint8Array.of(2)])).rejects.toThrow();
        expect(performance.now() - startedAt).toBeLessThan(4_000);
        expect(store.state()).toBe("degraded");
        await mend();
        await eventually(() => expect(store.state()).toBe("ok"), SLOW_MS);
        await store.append(a, [Uint8Array.of(3)]);
        const bytes = bytesOf((await store.load(a)).updates);
        expect([bytes[0], bytes.at(-1)]).toEqual([[1], [3]]);
      },
      SLOW_MS,
    );

    it(
      "numbers the commits of two writers in one order, and shows each of them only when all before it show",
      async () => {
        const second = await open(under.place);
        try {
          const commits: Commit[] = [];
          const writeAll = async (writer: DocumentStore, byte: number): Promise<void> => {
            for (let i = 0; i < 60; i++) commits.push(await writer.append(a, [Uint8Array.of(byte, i)]));
          };
          const seen: number[][] = [];
          const follow = async (): Promise<void> => {
            for (let version = 0; seen.length < 120;) {
              const since = await store.loadSince(a, version);
              seen.push(...bytesOf(since.updates));
              version = since.version;
            }
          };
          await Promise.all([writeAll(store, 1), writeAll(second, 2), follow()]);
          commits.sort((one, other) => one.sequence - other.sequence);
          expect(commits.map(({ previous }) => previous)).toEqual([
            0,
            ...commits.slice(0, -1).map(({ sequence }) => sequence),
          ]);
          expect(seen).toEqual(bytesOf((await second.load(a)).updates));
          for (const byte of [1, 2])
            expect(seen.filter(([writer]) => writer === byte).map(([, i]) => i)).toEqual([
              ...Array(60).keys(),
            ]);
        } finally {
          await second.close();
        }
      },
      SLOW_MS,
    );

    it(
      "loses nothing when two compact the same document while both append to it",
      async () => {
        const second = await open(under.place);
        try {
          const stores = [store, second];
          const writing = updatesOf("x".repeat(200)).map(async (update, i) =>
            stores[i % 2]?.append(a, [update]),
          );
          for (let round = 0; round < 4; round++)
            await Promise.all(stores.map((compactor) => compactor.compact(a)));
          await Promise.all(writing);
          await Promise.all(stores.map((compactor) => compactor.compact(a)));
          expect(textOf((await store.load(a)).updates)).toBe("x".repeat(200));
          expect(await quarantined()).toEqual([]);
        } finally {
          await second.close();
        }
      },
      SLOW_MS,
    );

    it(
      "loses nothing when it is killed in the middle of a compaction",
      async () => {
        const updates = updatesOf("abcdefgh");
        for (const update of updates.slice(0, 3)) await store.append(a, [update]);
        await store.compact(a);
        for (const update of updates.slice(3)) await store.append(a, [update]);
        for (const statement of [2, 4]) {
          const compactor = spawnOn(under.place, "compact-until-killed.ts", a, String(statement));
          expect(await once(compactor, "exit")).toEqual([null, "SIGKILL"]);
          const loaded = await store.load(a);
          expect(textOf(loaded.updates)).toBe("abcdefgh");
          // Only after the last one, the commit, has it happened.
          expect(loaded.tail.records).toBe(statement === 4 ? 0 : 5);
        }
      },
      SLOW_MS,
    );

    it("takes nothing any more once it is closed", async () => {
      await store.close();
      await expect(store.append(a, [Uint8Array.of(1)])).rejects.toThrow("closed");
    });
  });
};
