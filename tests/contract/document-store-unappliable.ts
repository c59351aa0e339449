import { once } from "node:events";
import { expect, it } from "vitest";
import { bytesAsPrototype, originInItself } from "../support/unappliable-updates.ts";
import { SLOW_MS, spawnOn, textOf, updatesOf, type TestedStore } from "./store-under-test.ts";

/** The part of the contract about what passes its checksum and cannot be applied by Yjs. */
export const describeUnappliable = (tested: TestedStore): void => {
  const [a = new Uint8Array(), b = new Uint8Array(), c = new Uint8Array()] = updatesOf("abc");
  const append = async (...updates: Uint8Array[]): Promise<number> =>
    (await tested.store.append(tested.a, updates)).sequence;
  const unappliable = (kind: "record" | "snapshot", sequence: number) => ({
    ...{ kind, sequence },
    reason: "unappliable",
  });

  it.each(["loadMerged", "compact"] as const)(
    "leaves out what cannot be applied, keeps it aside and all else where it is (%s)",
    async (way) => {
      await append(a);
      const alone = await append(originInItself());
      const between = await append(b, bytesAsPrototype());
      const last = await append(c, originInItself());
      const found = await tested.store[way](tested.a);
      if (found) expect(textOf(found.updates)).toBe("abc");
      expect(tested.reported).toEqual([alone, between, last].map((one) => unappliable("record", one)));
      expect((await tested.quarantined()).map(({ sequence }) => sequence)).toEqual([alone, between, last]);
      await tested.store.compact(tested.a);
      const after = await tested.store.load(tested.a);
      expect([textOf(after.updates), after.version, after.tail.records]).toEqual(["abc", last, 0]);
      expect((await tested.store.append(tested.a, [a])).previous).toBe(last);
      expect(tested.reported).toHaveLength(3);
    },
  );

  it("never gives the number of a last record that was set aside to another commit", async () => {
    const sequence = await append(originInItself());
    await tested.store.compact(tested.a);
    expect(await tested.store.load(tested.a)).toMatchObject({ updates: [], version: sequence });
    expect((await tested.store.append(tested.a, [a])).previous).toBe(sequence);
  });

  it("leaves what only waits for a lost part where it is", async () => {
    await append(a);
    await append(c);
    await append(originInItself());
    expect(textOf((await tested.store.loadMerged(tested.a)).updates)).toBe("a");
    await tested.store.compact(tested.a);
    expect(tested.reported).toHaveLength(1);
    await append(b);
    expect(textOf((await tested.store.load(tested.a)).updates)).toBe("abc");
  });

  it.each([
    ["the other way round", [1, 0]],
    ["in their order", [0, 1]],
  ])("blames the update that is bad, not the one that it waited for (%s)", async (_, order) => {
    const firstLetters = Uint8Array.of(1, 1, 5, 0, 4, 1, 1, 116, 2, 120, 121, 0);
    const updates = [firstLetters, originInItself(2)];
    const sequences: number[] = [];
    for (const index of order) sequences[index] = await append(updates[index] ?? a);
    expect(textOf((await tested.store.loadMerged(tested.a)).updates)).toBe("xy");
    expect(tested.reported).toEqual([unappliable("record", sequences[1] ?? 0)]);
  });

  it.each([
    ["cannot be applied", originInItself()],
    ["could never be encoded again", bytesAsPrototype()],
    ["is no update", Uint8Array.of(1)],
  ])("loses nothing with a snapshot that %s, since the one before it is there", async (_, state) => {
    await append(a);
    await tested.store.compact(tested.a);
    const through = await append(b);
    await tested.store.compact(tested.a);
    await tested.replaceNewestSnapshot(tested.a, state);
    await append(c);
    for (const find of [tested.store.loadMerged, tested.store.compact, tested.store.load]) {
      const found = await find(tested.a);
      if (found) expect(textOf(found.updates)).toBe("abc");
    }
    expect(tested.reported).toEqual([unappliable("snapshot", through)]);
    expect((await tested.store.load(tested.a)).tail.records).toBe(0);
  });

  it(
    "loses nothing when it is killed while it sets something aside",
    async () => {
      await append(a, originInItself(), b);
      await append(c);
      for (const statement of [1, 2, 3]) {
        const compactor = spawnOn(tested.under.place, "compact-until-killed.ts", tested.a, String(statement));
        expect(await once(compactor, "exit")).toEqual([null, "SIGKILL"]);
        const isCommitted = statement === 3;
        expect(await tested.quarantined()).toHaveLength(isCommitted ? 1 : 0);
        const bad = isCommitted ? [] : [originInItself()];
        expect((await tested.store.load(tested.a)).updates).toEqual([a, ...bad, b, c]);
      }
      await tested.store.compact(tested.a);
      expect(textOf((await tested.store.load(tested.a)).updates)).toBe("abc");
    },
    SLOW_MS,
  );
};
