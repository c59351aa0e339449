import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { forgeUpdate } from "../../../tests/support/forge-update.ts";
import { history, updatesOf } from "../../../tests/support/random-updates.ts";
import { canonicalBytes } from "../../../tests/support/same-document.ts";
import { trimKnown } from "./trim-known.ts";
import { walkUpdate } from "./walk-update.ts";

const trimFor = (doc: Y.Doc, update: Uint8Array): Uint8Array => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A valid update was called malformed");
  return trimKnown(update, facts, (client) => Y.getState(doc.store, client));
};
const stateOf = (doc: Y.Doc): string => JSON.stringify([doc.getMap("map"), doc.getText("words")]);

const CLIENT = 12_345;
/** By another hand under the same client id: three letters for `words`, of which the document has "the first" as an entry of `map`. */
const forge = (): { doc: Y.Doc; forged: Uint8Array } => {
  const doc = new Y.Doc();
  const own = Object.assign(new Y.Doc(), { clientID: CLIENT });
  own.getMap("map").set("a", 1);
  const later = Object.assign(new Y.Doc(), { clientID: CLIENT + 1 });
  Y.applyUpdate(later, Y.encodeStateAsUpdate(own));
  later.getMap("map").set("a", 2);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(later));
  const forger = Object.assign(new Y.Doc(), { clientID: CLIENT });
  forger.getText("words").insert(0, "día");
  return { doc, forged: Y.encodeStateAsUpdate(forger) };
};

describe("an update of which a part is known", () => {
  it("brings the same to the server and to those it is passed on to, also when it contradicts what is known", () => {
    const { doc, forged } = forge();
    const peer = new Y.Doc();
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
    doc.on("update", (update: Uint8Array) => Y.applyUpdate(peer, update));
    Y.applyUpdate(doc, trimFor(doc, forged));
    expect(stateOf(peer)).toBe(stateOf(doc));
    expect(Y.equalSnapshots(Y.snapshot(peer), Y.snapshot(doc))).toBe(true);
  });

  it("would bring something else to each if Yjs were given the whole of it", () => {
    const { doc, forged } = forge();
    const peer = new Y.Doc();
    Y.applyUpdate(peer, Y.encodeStateAsUpdate(doc));
    doc.on("update", (update: Uint8Array) => Y.applyUpdate(peer, update));
    Y.applyUpdate(doc, forged);
    expect(Y.equalSnapshots(Y.snapshot(peer), Y.snapshot(doc))).toBe(false);
  });

  it("brings all that is new when honest, whatever part of it is known", () => {
    fc.assert(
      fc.property(history, fc.nat(), (edits, cut) => {
        const updates = updatesOf(edits);
        const doc = createYDoc();
        for (const update of updates.slice(0, cut % (updates.length + 1))) Y.applyUpdate(doc, update);
        const whole = createYDoc();
        for (const update of updates) Y.applyUpdate(whole, update);
        Y.applyUpdate(doc, trimFor(doc, Y.encodeStateAsUpdate(whole)));
        expect(canonicalBytes(doc)).toBe(canonicalBytes(whole));
      }),
      { numRuns: 200 },
    );
  });

  it("does not cut another one's letter in two by what it says about what is known", () => {
    const author = Object.assign(new Y.Doc(), { clientID: 1 });
    author.getText("words").insert(0, "👩");
    const known = { from: { client: CLIENT, clock: 0 }, items: [{ parent: "list", content: ["known"] }] };
    const doc = createYDoc();
    for (const update of [Y.encodeStateAsUpdate(author), forgeUpdate([known])]) Y.applyUpdate(doc, update);
    const lie = { ...known, items: [{ origin: { client: 1, clock: 0 }, content: ["known"] }] };
    const news = {
      from: { client: CLIENT + 1, clock: 0 },
      items: [{ parent: "map", parentSub: "k", content: ["new"] }],
    };
    const update = forgeUpdate([news, lie]);
    Y.applyUpdate(doc, trimFor(doc, update));
    expect([doc.getText("words").toString(), doc.getMap("map").get("k")]).toEqual(["👩", "new"]);
  });

  it("is given back as it is when nothing of it is known", () => {
    const update = Y.encodeStateAsUpdate(forge().doc);
    expect(trimFor(new Y.Doc(), update)).toBe(update);
  });
});
