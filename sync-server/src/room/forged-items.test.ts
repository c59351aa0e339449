import fc from "fast-check";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { forgeItem, NEIGHBOURS, pickPlace } from "../../../tests/support/forge-item.ts";
import { forgeUpdate, type ForgedItem } from "../../../tests/support/forge-update.ts";
import { history, updatesOf } from "../../../tests/support/random-updates.ts";
import { canonicalBytes, contentOf } from "../../../tests/support/same-document.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { applyBatch } from "./apply-batch.ts";
import { takeBatch } from "./batch.ts";
import { ClientBindings } from "./client-bindings.ts";
import { DocumentSize } from "./document-size.ts";

const forgery = fc.record({
  /** Behind so many honest updates. */
  after: fc.nat({ max: 60 }),
  client: fc.constantFrom(0, 2, 1_000),
  neighbours: fc.constantFrom(...NEIGHBOURS),
  left: fc.nat(),
  right: fc.nat(),
  root: fc.constantFrom("map", "list", "text", "new"),
  parentSub: fc.constantFrom("a", "b", undefined),
  content: fc.constantFrom<ForgedItem["content"]>(["1"], ["1", "2"], "map", { deleted: 2 }),
  /** What is said about another one's item that everybody knows. */
  lie: fc.option(fc.record({ about: fc.nat(), left: fc.nat() })),
});
type ForgedUpdate = typeof forgery extends fc.Arbitrary<infer T> ? T : never;

const forge = (document: Y.Doc, how: ForgedUpdate): Uint8Array | undefined => {
  const { client, lie } = how;
  const item = forgeItem(document, how);
  const known = pickPlace(document, lie?.about ?? 0)?.id;
  const claim =
    lie && forgeItem(document, { ...how, neighbours: "left only", left: lie.left, content: ["1"] });
  const claims = known && claim && known.client !== client ? [{ from: known, items: [claim] }] : [];
  const from = Y.createID(client, Y.getState(document.store, client));
  return item && forgeUpdate([{ from, items: [item] }, ...claims]);
};

/** A document that takes updates as the server does, each in a commit of its own. */
const makeServed = () => {
  const document = createYDoc();
  const log: Uint8Array[] = [];
  const rules = {
    document,
    bindings: new ClientBindings(),
    size: new DocumentSize(document, 0, 1e9),
    hold: () => undefined,
    refuse: () => undefined,
  };
  const receive = (update: Uint8Array): void => {
    const facts = walkUpdate(update);
    if (!facts) throw new Error("A well-formed update was called malformed");
    const arrival = { update, facts, session: undefined, isSyncStep2: false, isLogged: false };
    const { arrivals } = takeBatch([arrival], rules);
    log.push(...arrivals.map((accepted) => accepted.update));
    expect(applyBatch(document, arrivals, false)).toEqual({ offenders: [], failure: undefined });
  };
  return { document, log, receive };
};

const replay = (updates: readonly Uint8Array[], document = createYDoc()): Y.Doc => {
  document.transact(() => {
    for (const update of updates) Y.applyUpdate(document, update);
  });
  return document;
};

it("forged among honest updates are in one place, in the document, in a copy, for those who were there and in the log", () => {
  fc.assert(
    fc.property(history, fc.array(forgery, { minLength: 1, maxLength: 6 }), (edits, forgeries) => {
      const { document, log, receive } = makeServed();
      const present = createYDoc();
      document.on("update", (update: Uint8Array) => Y.applyUpdate(present, update));
      for (const [index, update] of updatesOf(edits).entries()) {
        receive(update);
        for (const how of forgeries.filter(({ after }) => after === index)) {
          const forged = forge(document, how);
          // A lie may name what its own author writes later, which the walk refuses.
          if (forged && walkUpdate(forged)) receive(forged);
        }
      }
      const keeper = Object.assign(createYDoc(), { gc: false });
      const copies = {
        present,
        copy: replay([Y.encodeStateAsUpdate(document)]),
        log: replay(log),
        keeper: replay(log, keeper),
      };
      for (const [name, copy] of Object.entries(copies)) {
        expect(contentOf(copy), name).toBe(contentOf(document));
        expect(Y.equalSnapshots(Y.snapshot(copy), Y.snapshot(document)), name).toBe(true);
      }
      expect(canonicalBytes(replay(log))).toBe(canonicalBytes(document));
    }),
    { numRuns: 300 },
  );
}, 60_000);
