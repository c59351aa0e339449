import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { forgeUpdate, type ForgedItem } from "../../../tests/support/forge-update.ts";
import { BroughtItems } from "./brought-items.ts";
import { checkPlaces, type Places } from "./check-places.ts";
import { walkUpdate, type StructId } from "./walk-update.ts";

const FORGER: StructId = { client: 9, clock: 0 };
const ONE = ["1"];
const TWO = ["1", "2"];

const read = (update: Uint8Array) => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A well-formed update was called malformed");
  return { update, facts };
};

/** `earlier` stands before it in the same batch. */
const placesOf = (update: Uint8Array, document: Y.Doc, earlier: readonly Uint8Array[] = []): Places => {
  const { facts } = read(update);
  const before = earlier.map(read);
  const stored = (client: number): number => Y.getState(document.store, client);
  const ends = new Map(
    before.flatMap(({ facts: { ranges } }) => ranges.map(({ client, end }) => [client, end])),
  );
  return checkPlaces(
    update,
    facts,
    document,
    new BroughtItems(before, stored),
    (client) => ends.get(client) ?? stored(client),
  );
};

/** "a" and "b" in `list`; "old" and "new" under one key of `map`, "other" under another; "p" and "q" in an array of `nodes`, and "x" and "y" in one that was deleted. */
const makeScene = () => {
  const document = Object.assign(createYDoc(), { clientID: 1 });
  const ids = new Map<string, StructId>();
  const edit = (change: () => void): void => {
    change();
    for (const struct of document.store.clients.get(1) ?? [])
      if (struct instanceof Y.Item && struct.content instanceof Y.ContentAny)
        for (const [offset, value] of struct.content.arr.entries())
          ids.set(String(value), { client: 1, clock: struct.id.clock + offset });
  };
  const map = document.getMap("map");
  const nodes = document.getMap("nodes");
  edit(() => document.getArray("list").push(["a", "b"]));
  edit(() => map.set("key", "old"));
  edit(() => map.set("key", "new"));
  edit(() => map.set("second", "other"));
  edit(() => nodes.set("kept", Y.Array.from(["p", "q"])));
  edit(() => nodes.set("lost", Y.Array.from(["x", "y"])));
  edit(() => nodes.delete("lost"));
  const at = (value: string): StructId => ids.get(value) ?? FORGER;
  return { document, at };
};
type At = ReturnType<typeof makeScene>["at"];

const forgeOne = (item: ForgedItem): Uint8Array => forgeUpdate([{ from: FORGER, items: [item] }]);

describe("an item", () => {
  it.each<[string, (at: At) => ForgedItem]>([
    ["between two sequences", (at) => ({ origin: at("a"), rightOrigin: at("p"), content: ONE })],
    [
      "between a sequence and a value of a key",
      (at) => ({ origin: at("a"), rightOrigin: at("new"), content: ONE }),
    ],
    [
      "between a value of a key and a sequence",
      (at) => ({ origin: at("new"), rightOrigin: at("a"), content: ONE }),
    ],
    ["between values of two keys", (at) => ({ origin: at("new"), rightOrigin: at("other"), content: ONE })],
    ["between two values of one key", (at) => ({ origin: at("old"), rightOrigin: at("new"), content: ONE })],
    ["in front of the first value of a key", (at) => ({ rightOrigin: at("old"), content: ONE })],
    ["of several values, behind the last one of a key", (at) => ({ origin: at("new"), content: TWO })],
    [
      "of several values, under a key of its own",
      () => ({ parent: "map", parentSub: "third", content: TWO }),
    ],
  ])("%s has no place", (_, item) => {
    const { document, at } = makeScene();
    expect(placesOf(forgeOne(item(at)), document)).toBe("unfit");
  });

  it.each<[string, (at: At) => ForgedItem]>([
    ["between neighbours", (at) => ({ origin: at("a"), rightOrigin: at("b"), content: TWO })],
    [
      "whose right neighbour stands left of the left one",
      (at) => ({ origin: at("b"), rightOrigin: at("a"), content: ONE }),
    ],
    ["at the end of a sequence", (at) => ({ origin: at("b"), content: TWO })],
    ["at the start of a sequence", (at) => ({ rightOrigin: at("p"), content: TWO })],
    ["in a sequence of its own", () => ({ parent: "empty", content: TWO })],
    ["behind the last value of a key", (at) => ({ origin: at("new"), content: ONE })],
    ["of several deleted clocks of a key", (at) => ({ origin: at("new"), content: { deleted: 2 } })],
    ["between two that are collected", (at) => ({ origin: at("x"), rightOrigin: at("y"), content: ONE })],
    ["in what is no type", (at) => ({ parent: at("a"), parentSub: "key", content: TWO })],
  ])("%s has one", (_, item) => {
    const { document, at } = makeScene();
    expect(placesOf(forgeOne(item(at)), document)).toBe("fit");
  });

  it.each<[string, (at: At) => ForgedItem]>([
    [
      "what is there and what is collected",
      (at) => ({ origin: at("a"), rightOrigin: at("x"), content: ONE }),
    ],
    [
      "what is collected and what is there",
      (at) => ({ origin: at("y"), rightOrigin: at("a"), content: ONE }),
    ],
  ])(
    "between %s has no place, unless what stands before it in the batch takes the other one along",
    (_, item) => {
      const { document, at } = makeScene();
      expect(placesOf(forgeOne(item(at)), document)).toBe("unknown");
    },
  );

  it("between two sequences would be somewhere else in a copy than for those who were there", () => {
    const { document, at } = makeScene();
    Y.applyUpdate(document, forgeOne({ origin: at("a"), rightOrigin: at("p"), content: ONE }));
    document.getMap("nodes").delete("kept");
    const copy = createYDoc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
    expect(document.getArray("list").toJSON()).toEqual(["a", "b", "1"]);
    expect(copy.getArray("list").toJSON()).toEqual(["a", "b"]);
  });

  it("of several values would be deleted in part, and in a copy in another part", () => {
    const { document, at } = makeScene();
    Y.applyUpdate(document, forgeOne({ origin: at("new"), content: TWO }));
    const between = { from: { client: 10, clock: 0 }, items: [{ origin: FORGER, content: ["3"] }] };
    Y.applyUpdate(document, forgeUpdate([between]));
    const copy = createYDoc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(document));
    expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(document))).toBe(false);
  });

  it("may come as several values of a key that were all replaced since", () => {
    const { document, at } = makeScene();
    const items = [{ origin: at("new"), content: TWO }];
    expect(placesOf(forgeUpdate([{ from: FORGER, items }], [{ from: FORGER, length: 1 }]), document)).toBe(
      "fit",
    );
    expect(placesOf(forgeUpdate([{ from: FORGER, items }], [{ from: at("a"), length: 1 }]), document)).toBe(
      "unfit",
    );
  });
});

/** `between` has one neighbour from `early`, where it is there, and one from `rest`, where it is collected. */
const makeHalfCollected = () => {
  const author = new Y.Doc();
  const list = author.getMap("nodes").set("list", new Y.Array<string>());
  list.push(["p"]);
  const early = Y.encodeStateAsUpdate(author);
  list.push(["q"]);
  const copyOfAuthor = (): Y.Doc => {
    const copy = createYDoc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(author));
    return copy;
  };
  const writer = copyOfAuthor();
  const known = Y.encodeStateVector(writer);
  (writer.getMap("nodes").get("list") as Y.Array<string>).insert(1, ["between"]);
  const remover = copyOfAuthor();
  remover.getMap("nodes").delete("list");
  return {
    early,
    rest: Y.encodeStateAsUpdate(remover, Y.encodeStateVectorFromUpdate(early)),
    between: Y.encodeStateAsUpdate(writer, known),
  };
};

describe("neighbours that are not in the document yet", () => {
  const second: StructId = { client: FORGER.client, clock: 1 };
  const third: StructId = { client: FORGER.client, clock: 2 };
  const first = { from: FORGER, items: [{ parent: "list", content: ONE }] };

  it("are found in the same update, in whatever order its clients come", () => {
    const { document, at } = makeScene();
    const between = (rightOrigin: StructId) => ({
      from: { client: 8, clock: 0 },
      items: [{ origin: FORGER, rightOrigin, content: ONE }],
    });
    expect(placesOf(forgeUpdate([first, between(at("a"))]), document)).toBe("fit");
    expect(placesOf(forgeUpdate([between(at("a")), first]), document)).toBe("fit");
    expect(placesOf(forgeUpdate([first, between(at("p"))]), document)).toBe("unfit");
    expect(placesOf(forgeUpdate([between(at("p")), first]), document)).toBe("unfit");
  });

  it("are found in types that the same update brings", () => {
    const { document } = makeScene();
    const inNested = (parentSub?: string): ForgedItem => ({
      parent: FORGER,
      content: ONE,
      ...(parentSub !== undefined && { parentSub }),
    });
    const update = (left: ForgedItem, right: ForgedItem): Uint8Array =>
      forgeUpdate([
        {
          from: FORGER,
          items: [
            { parent: "map", parentSub: "nested", content: "map" },
            left,
            right,
            { origin: second, rightOrigin: third, content: ONE },
          ],
        },
      ]);
    expect(placesOf(update(inNested(), inNested()), document)).toBe("fit");
    expect(placesOf(update(inNested(), { parent: "list", content: ONE }), document)).toBe("unfit");
    expect(placesOf(update(inNested("key"), inNested()), document)).toBe("unfit");
  });

  it("are found in what stands before it in the batch", () => {
    const { document, at } = makeScene();
    const next = (rightOrigin: StructId): Uint8Array =>
      forgeUpdate([{ from: second, items: [{ origin: FORGER, rightOrigin, content: ONE }] }]);
    const earlier = [forgeUpdate([first])];
    expect(placesOf(next(at("a")), document, earlier)).toBe("fit");
    expect(placesOf(next(at("p")), document, earlier)).toBe("unfit");
  });

  it("are not believed to be elsewhere than where they are known to be", () => {
    const { document, at } = makeScene();
    const lies = [{ parent: "empty", content: ONE }];
    const item = { origin: FORGER, rightOrigin: at("a"), content: ONE };
    const update = forgeUpdate([{ from: FORGER, items: [...lies, item] }]);
    expect(placesOf(update, document)).toBe("unfit");
    expect(placesOf(update, document, [forgeUpdate([first])])).toBe("fit");
    Y.applyUpdate(document, forgeUpdate([first]));
    expect(placesOf(update, document)).toBe("fit");
  });

  it("may be collected in one of two merged states and not in the other, if they go together", () => {
    const { early, rest, between } = makeHalfCollected();
    const merged = Y.mergeUpdates([early, rest, between]);
    expect(read(merged).facts.needsLists).toBe(true);
    expect(placesOf(merged, createYDoc())).toBe("fit");
    const document = createYDoc();
    Y.applyUpdate(document, early);
    expect(placesOf(between, document, [rest])).toBe("unknown");
    Y.applyUpdate(document, rest);
    expect(placesOf(between, document)).toBe("fit");
  });

  it("have no place when they need each other in a circle", () => {
    const { document } = makeScene();
    const one = { from: FORGER, items: [{ origin: { client: 8, clock: 0 }, content: TWO }] };
    const two = { from: { client: 8, clock: 0 }, items: [{ origin: FORGER, content: TWO }] };
    expect(placesOf(forgeUpdate([one, two]), document)).toBe("unfit");
  });
});
