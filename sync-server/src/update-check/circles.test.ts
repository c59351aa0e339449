import fc from "fast-check";
import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { history, updatesOf } from "../../../tests/support/random-updates.ts";
import { BroughtItems } from "./brought-items.ts";
import { needsItself } from "./circles.ts";
import { walkUpdate } from "./walk-update.ts";

const isCircular = (update: Uint8Array, known = new Y.Doc()): boolean => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A valid update was called malformed");
  const own = new BroughtItems([{ update, facts }], (client) => Y.getState(known.store, client));
  return needsItself(own, facts, known.store);
};

/** Two clients with one letter each, and each letter stands behind the other one. */
const CIRCLE = Uint8Array.of(2, 1, 6, 0, 0x84, 5, 0, 1, 0x61, 1, 5, 0, 0x84, 6, 0, 1, 0x62, 0);

describe("structs that need each other", () => {
  it("in a circle are found, and Yjs would keep them waiting", () => {
    expect(isCircular(CIRCLE)).toBe(true);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, CIRCLE);
    expect(doc.store.pendingStructs).not.toBeNull();
  });

  it("are no circle in whatever honest clients have made together", () => {
    fc.assert(
      fc.property(history, (edits) => {
        const whole = Y.mergeUpdates(updatesOf(edits));
        expect(isCircular(whole)).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  it("are gone through in the order of a long conversation without looking at each again and again", () => {
    const docs = [1, 2].map((clientId) => Object.assign(new Y.Doc(), { clientID: clientId }));
    for (let turn = 0; turn < 2_000; turn++) {
      const [from, to] = turn % 2 === 0 ? docs : docs.toReversed();
      if (!from || !to) throw new Error("Two are needed");
      from.getText("t").insert(from.getText("t").length, "x");
      Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));
    }
    const [doc = new Y.Doc()] = docs;
    expect(isCircular(Y.encodeStateAsUpdate(doc))).toBe(false);
  });

  it("are gone through in a moment when ever so many wait for one", () => {
    const CROWD = 150_000;
    const [first, second] = [1, 2];
    const letters = [{ client: first, behind: second }];
    for (let i = 0; i < CROWD; i++) letters.push({ client: 10 + i, behind: first });
    const encoder = encoding.createEncoder();
    const writeUints = (...values: number[]): void =>
      values.forEach((value) => encoding.writeVarUint(encoder, value));
    writeUints(CROWD + 2);
    for (const { client, behind } of letters) {
      writeUints(1, client, 0);
      encoding.writeUint8(encoder, 0x84);
      writeUints(behind, 0);
      encoding.writeVarString(encoder, "x");
    }
    writeUints(1, second, 0, 4, 1);
    encoding.writeVarString(encoder, "t");
    encoding.writeVarString(encoder, "x");
    writeUints(0);
    expect(isCircular(encoding.toUint8Array(encoder))).toBe(false);
  });
});
