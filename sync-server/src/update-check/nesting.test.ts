import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { BroughtItems } from "./brought-items.ts";
import { checkNesting, MAX_TYPE_DEPTH, type Nesting } from "./nesting.ts";
import { walkUpdate } from "./walk-update.ts";

/** `before`: what the document will hold when it is the update's turn. */
const nestingOf = (update: Uint8Array, known: Y.Doc, before = known): Nesting => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A valid update was called malformed");
  const own = new BroughtItems([{ update, facts }], (client) => Y.getState(before.store, client));
  return checkNesting(own, facts, known.store);
};
const isRefused = (update: Uint8Array, known = new Y.Doc()): boolean =>
  nestingOf(update, known) === "too-deep";
/** `count` maps, each in the one before; returns the innermost. */
const nest = (outer: Y.Map<unknown>, count: number): Y.Map<unknown> => {
  for (let left = count; left > 0; left--) outer = outer.set("child", new Y.Map<unknown>());
  return outer;
};
const since = (doc: Y.Doc, known: Y.Doc): Uint8Array =>
  Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known));
const copyOf = (doc: Y.Doc): Y.Doc => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
  return copy;
};

describe("the nesting of shared types", () => {
  it.each([1, 63, 64])("may be %i deep in one update", (depth) => {
    const doc = new Y.Doc();
    doc.transact(() => nest(doc.getMap("nodes"), depth));
    expect(isRefused(Y.encodeStateAsUpdate(doc))).toBe(false);
  });

  it.each([65, 20_000])("may not be %i deep in one update", (depth) => {
    const doc = new Y.Doc();
    doc.transact(() => nest(doc.getMap("nodes"), depth));
    expect(isRefused(Y.encodeStateAsUpdate(doc))).toBe(true);
  });

  it("is counted over many updates, through the document", () => {
    const doc = new Y.Doc();
    let inner: Y.Map<unknown> = doc.getMap("nodes");
    for (let depth = 1; depth <= MAX_TYPE_DEPTH + 1; depth++) {
      const known = copyOf(doc);
      inner = nest(inner, 1);
      expect(isRefused(since(doc, known), known)).toBe(depth > MAX_TYPE_DEPTH);
    }
  });

  it("is counted for items that inherit their parent from a neighbour, in the document and in the update", () => {
    const doc = new Y.Doc();
    const inner = nest(doc.getMap("nodes"), MAX_TYPE_DEPTH - 1);
    const list = inner.set("list", new Y.Array<unknown>());
    list.insert(0, ["a", "b"]);
    const known = copyOf(doc);
    list.insert(1, ["x"]);
    expect(isRefused(since(doc, known), known)).toBe(false);
    list.insert(2, [new Y.Map()]);
    expect(isRefused(since(doc, known), known)).toBe(true);
  });

  it("is counted over the structs of several clients, in whatever order they come", () => {
    const docs = [1, 2, 3].map((clientId) => {
      const doc = new Y.Doc();
      doc.clientID = clientId;
      return doc;
    });
    let last = docs[0] as Y.Doc;
    for (let depth = 1; depth <= MAX_TYPE_DEPTH + 1; depth++) {
      const next = docs[depth % 3] as Y.Doc;
      Y.applyUpdate(next, Y.encodeStateAsUpdate(last));
      let inner: Y.Map<unknown> = next.getMap("nodes");
      for (let child = inner.get("child"); child; child = inner.get("child")) inner = child as Y.Map<unknown>;
      nest(inner, 1);
      expect(isRefused(Y.encodeStateAsUpdate(next))).toBe(depth > MAX_TYPE_DEPTH);
      last = next;
    }
  });

  it("does not believe an update that places a known item elsewhere", () => {
    const doc = new Y.Doc();
    doc.clientID = 7;
    const inner = nest(doc.getMap("nodes"), MAX_TYPE_DEPTH);
    const known = copyOf(doc);
    nest(inner, 1);
    const liar = new Y.Doc();
    liar.clientID = 7;
    // The same clocks, all of them straight in a root type, and then one inside the last of them.
    for (let clock = 0; clock < MAX_TYPE_DEPTH - 1; clock++)
      liar.getMap("nodes").set(String(clock), new Y.Map());
    nest(liar.getMap("nodes"), 2);
    expect(isRefused(Y.encodeStateAsUpdate(liar))).toBe(false);
    expect(isRefused(Y.encodeStateAsUpdate(liar), known)).toBe(true);
  });

  it("lets a client that holds a deeper document of old say what everybody knows", () => {
    const doc = new Y.Doc();
    nest(doc.getMap("nodes"), 100);
    const known = copyOf(doc);
    doc.getMap("nodes").set("title", new Y.Text("new"));
    expect(isRefused(Y.encodeStateAsUpdate(doc), known)).toBe(false);
  });

  it("is unknown while what it builds on is not in the document", () => {
    const doc = new Y.Doc();
    const outer = nest(doc.getMap("nodes"), 1);
    const known = copyOf(new Y.Doc());
    const first = copyOf(doc);
    nest(outer, 1);
    const update = since(doc, first);
    expect(nestingOf(update, known, first)).toBe("unknown");
    expect(nestingOf(update, first)).toBe("fits");
  });

  it("is known beside what the same update brings as collected", () => {
    const author = new Y.Doc();
    const list = author.getMap("nodes").set("list", new Y.Array<unknown>());
    list.push(["p"]);
    const known = copyOf(author);
    list.push(["q"]);
    const remover = copyOf(author);
    remover.getMap("nodes").delete("list");
    const writer = copyOf(author);
    (writer.getMap("nodes").get("list") as Y.Array<unknown>).insert(1, [new Y.Map()]);
    const merged = Y.mergeUpdates([since(remover, known), since(writer, author)]);
    expect(nestingOf(merged, known)).toBe("fits");
  });
});
