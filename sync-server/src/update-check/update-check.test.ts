import fc from "fast-check";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { judgeUpdate } from "./judge-update.ts";
import { history, updatesOf } from "../../../tests/support/random-updates.ts";
import { walkUpdate } from "./walk-update.ts";

const mutate = (
  bytes: Uint8Array,
  changes: readonly { at: number; byte: number; how: number }[],
): Uint8Array => {
  let mutated = [...bytes];
  for (const { at, byte, how } of changes) {
    const place = mutated.length === 0 ? 0 : at % mutated.length;
    if (how === 0) mutated[place] = byte;
    else if (how === 1) mutated.splice(place, 0, byte);
    else if (how === 2) mutated.splice(place, 1);
    else mutated = mutated.slice(0, place);
  }
  return Uint8Array.from(mutated);
};

const mutations = fc.array(
  fc.record({
    at: fc.nat({ max: 5000 }),
    byte: fc.nat({ max: 255 }),
    how: fc.constantFrom(0, 0, 0, 1, 2, 3),
  }),
  { minLength: 1, maxLength: 4 },
);

describe("the check of an update", { timeout: 60_000 }, () => {
  it("accepts everything that Yjs itself makes", () => {
    fc.assert(
      fc.property(history, (edits) => {
        for (const update of updatesOf(edits)) expect(walkUpdate(update)).toBeDefined();
      }),
      { numRuns: 150 },
    );
  });

  it("lets nothing through that makes Yjs throw", () => {
    fc.assert(
      fc.property(history, mutations, fc.nat(), (edits, changes, pick) => {
        const updates = updatesOf(edits);
        const mutated = mutate(updates[pick % updates.length] ?? new Uint8Array(), changes);
        const facts = walkUpdate(mutated);
        if (!facts) return;
        const doc = new Y.Doc();
        for (const update of updates.slice(0, -2)) Y.applyUpdate(doc, update);
        if (judgeUpdate(facts, doc.store).verdict === "orphan") return;
        expect(() => Y.applyUpdate(doc, mutated)).not.toThrow();
        expect(() => Y.applyUpdate(new Y.Doc(), Y.encodeStateAsUpdate(doc))).not.toThrow();
      }),
      { numRuns: 600 },
    );
  });

  it("calls an update an orphan exactly when Yjs would keep it waiting, and a duplicate when it changes nothing", () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { maxLength: 20 }), fc.nat(), (edits, kept, pick) => {
        const updates = updatesOf(edits);
        const doc = new Y.Doc();
        for (const index of kept) {
          const update = updates[index % updates.length];
          const facts = update && walkUpdate(update);
          if (update && facts && judgeUpdate(facts, doc.store).verdict !== "orphan")
            Y.applyUpdate(doc, update);
        }
        const update = updates[pick % updates.length];
        const facts = update && walkUpdate(update);
        if (!update || !facts) throw new Error("A valid update was refused");
        const { verdict } = judgeUpdate(facts, doc.store);
        let hasChanged = false;
        doc.on("update", () => (hasChanged = true));
        Y.applyUpdate(doc, update);
        const isPending = doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
        expect(verdict === "orphan").toBe(isPending);
        if (!isPending) expect(verdict).toBe(hasChanged ? "new" : "duplicate");
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["nothing", []],
    ["garbage", [7, 200, 13, 13, 99, 255, 254]],
    ["33 million structs in twelve bytes", [1, 255, 255, 255, 15, 1, 0, 0, 1, 0, 0, 0]],
    ["bytes after its end", [0, 0, 0]],
    ["a struct of no length", [1, 1, 5, 0, 0, 0, 0]],
    ["one client twice", [2, 1, 5, 0, 0, 1, 1, 5, 1, 0, 1, 0]],
    ["text that is not UTF-8", [1, 1, 5, 0, 4, 1, 1, 97, 1, 0xff, 0]],
    ["a key that is not UTF-8", [1, 1, 5, 0, 0x28, 1, 1, 97, 1, 0xff, 1, 127, 0]],
    ["an embed that is not JSON", [1, 1, 5, 0, 5, 1, 1, 97, 1, 123, 0]],
    ["an origin that is the struct itself", [1, 1, 5, 0, 0x84, 5, 0, 1, 97, 0]],
    ["a deletion of no length", [0, 1, 5, 1, 0, 0]],
    ["overlapping deletions", [0, 1, 5, 2, 0, 5, 3, 2]],
    [
      "a value whose prototype is bytes",
      // {"__proto__": Uint8Array.of(1)} in a map's entry
      [1, 1, 5, 0, 0x28, 1, 1, 109, 1, 107, 1, 118, 1, 9, ...Buffer.from("__proto__"), 116, 1, 1, 0],
    ],
  ])("refuses %s", (_, bytes) => {
    expect(walkUpdate(Uint8Array.from(bytes))).toBeUndefined();
  });

  it("refuses values nested deeper than anyone needs", () => {
    const nest = (depth: number): unknown => (depth === 0 ? 1 : [nest(depth - 1)]);
    const updateOf = (depth: number, write: (doc: Y.Doc, value: unknown) => void): Uint8Array => {
      const doc = new Y.Doc();
      write(doc, nest(depth));
      return Y.encodeStateAsUpdate(doc);
    };
    const inMap = (doc: Y.Doc, value: unknown) => doc.getMap("m").set("k", value);
    const inEmbed = (doc: Y.Doc, value: unknown) => doc.getText("t").insertEmbed(0, { value });
    expect(walkUpdate(updateOf(60, inMap))).toBeDefined();
    expect(walkUpdate(updateOf(60, inEmbed))).toBeDefined();
    expect(walkUpdate(updateOf(70, inMap))).toBeUndefined();
    expect(walkUpdate(updateOf(70, inEmbed))).toBeUndefined();
  });

  it("refuses what costs more than its bytes are worth: ever so many client ids or deleted ranges", () => {
    const writeAll = (values: Iterable<number>): Uint8Array => {
      const encoder = encoding.createEncoder();
      for (const value of values) encoding.writeVarUint(encoder, value);
      return encoding.toUint8Array(encoder);
    };
    const withClients = function* (count: number) {
      yield count;
      // One struct, that is collected and one clock long.
      for (let client = 0; client < count; client++) yield* [1, client, 0, 0, 1];
      yield 0;
    };
    const withDeletes = function* (count: number) {
      yield* [0, 1, 7, count];
      for (let range = 0; range < count; range++) yield* [2 * range, 1];
    };
    const isTaken = (values: Iterable<number>): boolean => walkUpdate(writeAll(values)) !== undefined;
    expect([isTaken(withClients(200_000)), isTaken(withClients(200_001))]).toEqual([true, false]);
    expect([isTaken(withDeletes(2_000_000)), isTaken(withDeletes(2_000_001))]).toEqual([true, false]);
  });

  it("refuses a document in the document", () => {
    const doc = new Y.Doc();
    doc.getMap("nodes").set("inner", new Y.Doc());
    expect(walkUpdate(Y.encodeStateAsUpdate(doc))).toBeUndefined();
  });
});
