import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import type { Commit, DocumentStore } from "../../sync-server/src/document-store/document-store.ts";
import { eventually } from "../support/eventually.ts";
import { startStopwatch } from "../support/own-time.ts";
import {
  bytesOf,
  openStore,
  SLOW_MS,
  spawnOn,
  textOf,
  updatesOf,
  type TestedStore,
} from "./store-under-test.ts";

/** The part of the contract about logs that are damaged, processes that are killed, and stores that are away. */
export const describeTroubles = (tested: TestedStore): void => {
  it("reports a corrupt record once, serves the rest, and keeps the bytes for whoever can mend them", async () => {
    const commits = [];
    for (const byte of [1, 2, 3]) commits.push(await tested.store.append(tested.a, [Uint8Array.of(byte)]));
    const sequence = commits[1]?.sequence ?? 0;
    await tested.corruptRecord(sequence);
    const loaded = await tested.store.load(tested.a);
    expect(bytesOf(loaded.updates)).toEqual([[1], [3]]);
    expect(await tested.store.load(tested.a)).toEqual(loaded);
    expect(tested.reported).toEqual([{ kind: "record", sequence, reason: "checksum" }]);
    expect(await tested.quarantined()).toEqual([{ document: tested.a, kind: "record", sequence }]);
  });

  it("reports what is corrupt also when a compaction or somebody who catches up comes across it first", async () => {
    const [first] = await tested.write(tested.a, "abc");
    await tested.corruptRecord(first?.sequence ?? 0);
    await tested.store.compact(tested.a);
    const [, second] = await tested.write(tested.b, "abc");
    await tested.corruptRecord(second?.sequence ?? 0);
    await tested.store.loadSince(tested.b, 0);
    expect(tested.reported.map(({ sequence }) => sequence)).toEqual([first?.sequence, second?.sequence]);
  });

  it("never gives the number of a corrupt last record to another commit", async () => {
    await tested.store.append(tested.a, [Uint8Array.of(1)]);
    const { sequence } = await tested.store.append(tested.a, [Uint8Array.of(2)]);
    await tested.corruptRecord(sequence);
    await tested.store.load(tested.a);
    expect((await tested.store.load(tested.a)).version).toBe(sequence);
    expect((await tested.store.append(tested.a, [Uint8Array.of(3)])).previous).toBe(sequence);
  });

  it("goes on compacting after a corrupt record, and keeps what waits for the lost part", async () => {
    const updates = updatesOf("abc");
    const commits = [];
    for (const update of updates) commits.push(await tested.store.append(tested.a, [update]));
    await tested.corruptRecord(commits[1]?.sequence ?? 0);
    await tested.store.compact(tested.a);
    expect(await tested.quarantined()).toHaveLength(1);
    const compacted = await tested.store.load(tested.a);
    expect(compacted.tail.records).toBe(0);
    expect(textOf(compacted.updates)).toBe("a");
    await tested.store.append(tested.a, [updates[1] ?? new Uint8Array()]);
    expect(textOf((await tested.store.load(tested.a)).updates)).toBe("abc");
  });

  it("loses nothing with a corrupt snapshot, since the one before it and the records since are there", async () => {
    const updates = updatesOf("abcdefgh");
    const append = async (from: number, to: number): Promise<void> => {
      for (const update of updates.slice(from, to)) await tested.store.append(tested.a, [update]);
    };
    await append(0, 3);
    await tested.store.compact(tested.a);
    await tested.corruptNewestSnapshot(tested.a);
    expect(textOf((await tested.store.load(tested.a)).updates)).toBe("abc");
    await tested.store.compact(tested.a);
    await append(3, 5);
    await tested.store.compact(tested.a);
    await append(5, 8);
    await tested.corruptNewestSnapshot(tested.a);
    const second = await tested.store.load(tested.a);
    expect(textOf(second.updates)).toBe("abcdefgh");
    expect(await tested.store.load(tested.a)).toEqual(second);
    expect(tested.reported.map(({ kind }) => kind)).toEqual(["snapshot", "snapshot"]);
    expect(await tested.quarantined()).toHaveLength(2);
  });

  it("has everything that it acknowledged when its process is killed", async () => {
    const appender = spawnOn(tested.under.place, "append-until-killed.ts", tested.a);
    const exited = once(appender, "exit");
    const durable: number[] = [];
    for await (const line of createInterface({ input: appender.stdout })) {
      durable.push(Number(line));
      if (durable.length === 40) appender.kill("SIGKILL");
    }
    await exited;
    const { updates } = await tested.store.load(tested.a);
    expect(bytesOf(updates).slice(0, durable.length)).toEqual(durable.map((byte) => [byte]));
  });

  it(
    "rejects soon while it cannot write, says degraded, and works again by itself",
    async () => {
      await tested.store.append(tested.a, [Uint8Array.of(1)]);
      const mend = await tested.under.breakStore();
      const readMs = startStopwatch();
      await expect(tested.store.append(tested.a, [Uint8Array.of(2)])).rejects.toThrow();
      expect(readMs()).toBeLessThan(4_000);
      expect(tested.store.state()).toBe("degraded");
      await mend();
      await eventually(() => expect(tested.store.state()).toBe("ok"), SLOW_MS);
      await tested.store.append(tested.a, [Uint8Array.of(3)]);
      const bytes = bytesOf((await tested.store.load(tested.a)).updates);
      expect([bytes[0], bytes.at(-1)]).toEqual([[1], [3]]);
    },
    SLOW_MS,
  );

  it(
    "numbers the commits of two writers in one order, and shows each of them only when all before it show",
    async () => {
      const second = await openStore(tested.under.place);
      try {
        const commits: Commit[] = [];
        const writeAll = async (writer: DocumentStore, byte: number): Promise<void> => {
          for (let i = 0; i < 60; i++) commits.push(await writer.append(tested.a, [Uint8Array.of(byte, i)]));
        };
        const seen: number[][] = [];
        const follow = async (): Promise<void> => {
          for (let version = 0; seen.length < 120;) {
            const since = await tested.store.loadSince(tested.a, version);
            seen.push(...bytesOf(since.updates));
            version = since.version;
          }
        };
        await Promise.all([writeAll(tested.store, 1), writeAll(second, 2), follow()]);
        commits.sort((one, other) => one.sequence - other.sequence);
        expect(commits.map(({ previous }) => previous)).toEqual([
          0,
          ...commits.slice(0, -1).map(({ sequence }) => sequence),
        ]);
        expect(seen).toEqual(bytesOf((await second.load(tested.a)).updates));
        for (const byte of [1, 2])
          expect(seen.filter(([writer]) => writer === byte).map(([, i]) => i)).toEqual([...Array(60).keys()]);
      } finally {
        await second.close();
      }
    },
    SLOW_MS,
  );

  it(
    "loses nothing when two compact the same document while both append to it",
    async () => {
      const second = await openStore(tested.under.place);
      try {
        const stores = [tested.store, second];
        const writing = updatesOf("x".repeat(200)).map(async (update, i) =>
          stores[i % 2]?.append(tested.a, [update]),
        );
        for (let round = 0; round < 4; round++)
          await Promise.all(stores.map((compactor) => compactor.compact(tested.a)));
        await Promise.all(writing);
        await Promise.all(stores.map((compactor) => compactor.compact(tested.a)));
        expect(textOf((await tested.store.load(tested.a)).updates)).toBe("x".repeat(200));
        expect(await tested.quarantined()).toEqual([]);
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
      for (const update of updates.slice(0, 3)) await tested.store.append(tested.a, [update]);
      await tested.store.compact(tested.a);
      for (const update of updates.slice(3)) await tested.store.append(tested.a, [update]);
      for (const statement of [2, 4]) {
        const compactor = spawnOn(tested.under.place, "compact-until-killed.ts", tested.a, String(statement));
        expect(await once(compactor, "exit")).toEqual([null, "SIGKILL"]);
        const loaded = await tested.store.load(tested.a);
        expect(textOf(loaded.updates)).toBe("abcdefgh");
        // Only after the last one, the commit, has it happened.
        expect(loaded.tail.records).toBe(statement === 4 ? 0 : 5);
      }
    },
    SLOW_MS,
  );
};
