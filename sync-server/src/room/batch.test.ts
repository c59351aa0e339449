import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { forgeUpdate } from "../../../tests/support/forge-update.ts";
import { history, updatesOf } from "../../../tests/support/random-updates.ts";
import { canonicalBytes } from "../../../tests/support/same-document.ts";
import { MAX_TYPE_DEPTH } from "../update-check/nesting.ts";
import { walkUpdate } from "../update-check/walk-update.ts";
import { applyBatch } from "./apply-batch.ts";
import type { Arrival } from "./arrival.ts";
import { takeBatch, type BatchRules } from "./batch.ts";
import { ClientBindings } from "./client-bindings.ts";
import { DocumentSize } from "./document-size.ts";

const arrivalOf = (update: Uint8Array): Arrival => {
  const facts = walkUpdate(update);
  if (!facts) throw new Error("A valid update was called malformed");
  return { update, facts, session: undefined, isSyncStep2: false, isLogged: false };
};

const rulesFor = (document: Y.Doc) => {
  const held: { arrival: Arrival; missingClient: number }[] = [];
  const refused: string[] = [];
  const rules: BatchRules = {
    document,
    bindings: new ClientBindings(),
    size: new DocumentSize(document, 0, 1e6),
    hold: (arrival, missingClient) => held.push({ arrival, missingClient }),
    refuse: (_, reason) => refused.push(reason),
  };
  return { rules, held, refused };
};

/** Commits until nothing is left; what a commit may have freed is judged again. */
const commitAll = (
  inbox: Arrival[],
  document: Y.Doc,
): { held: number; refused: string[]; commits: number } => {
  const { rules, held, refused } = rulesFor(document);
  let commits = 0;
  while (inbox.length > 0) {
    const batch = takeBatch(inbox, rules);
    const { offenders, failure } = applyBatch(document, batch.arrivals, false);
    expect({ offenders, failure }).toEqual({ offenders: [], failure: undefined });
    expect(document.store.pendingStructs ?? document.store.pendingDs).toBeNull();
    for (const [client, clock] of batch.clocks) expect(Y.getState(document.store, client)).toBe(clock);
    if (batch.arrivals.length > 0) commits += 1;
    for (const { arrival, missingClient } of held.splice(0)) {
      if (batch.clocks.has(missingClient)) inbox.push(arrival);
      else held.push({ arrival, missingClient });
    }
  }
  return { held: held.length, refused, commits };
};

describe("a batch", () => {
  it("of updates in any order and with repetitions ends in the document that their authors have", () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), fc.nat({ max: 3 }), (edits, picks, repeated) => {
        const updates = updatesOf(edits);
        const shuffled = [...updates, ...updates.slice(0, repeated)]
          .map((update) => ({ update, rank: picks.next().value ?? 0 }))
          .sort((a, b) => a.rank - b.rank);
        const document = createYDoc();
        const { held, refused } = commitAll(
          shuffled.map(({ update }) => arrivalOf(update)),
          document,
        );
        const reference = createYDoc();
        for (const update of updates) Y.applyUpdate(reference, update);
        expect({ held, refused }).toEqual({ held: 0, refused: [] });
        expect(canonicalBytes(document)).toBe(canonicalBytes(reference));
      }),
      { numRuns: 300 },
    );
  });

  it("takes only so much at once that the event loop goes on", () => {
    const document = new Y.Doc();
    const inbox = Array.from({ length: 8 }, () => {
      const author = new Y.Doc();
      author.getMap("m").set("k", "x".repeat(400_000));
      return arrivalOf(Y.encodeStateAsUpdate(author));
    });
    expect(commitAll(inbox, document).commits).toBe(4);
  });

  it("does not let updates that build on each other nest deeper together than one may", () => {
    const document = new Y.Doc();
    const author = new Y.Doc();
    const updates: Uint8Array[] = [];
    author.on("update", (update: Uint8Array) => updates.push(update));
    let inner = author.getMap<unknown>("nodes");
    for (let depth = 0; depth < MAX_TYPE_DEPTH + 3; depth++) {
      const next = new Y.Map<unknown>();
      inner.set("in", next);
      inner = next;
    }
    const { refused, held } = commitAll(updates.map(arrivalOf), document);
    expect(refused).toEqual(["malformed"]);
    expect(held).toBe(2);
  });

  it("judges the rest of a run that is known in part by where the run is, not by where the update puts it", () => {
    const document = createYDoc();
    const item = (content: string[]) => ({ parent: "words", content });
    const known = forgeUpdate([
      { from: { client: 7, clock: 0 }, items: [{ parent: "map", parentSub: "k", content: ["a"] }] },
    ]);
    const longer = forgeUpdate([{ from: { client: 7, clock: 0 }, items: [item(["a", "b", "c"])] }]);
    expect(commitAll([known, longer].map(arrivalOf), document).refused).toEqual(["malformed"]);
    expect(commitAll([longer].map(arrivalOf), createYDoc()).refused).toEqual([]);
  });

  it("takes letters that are typed one behind the other at once", () => {
    const author = new Y.Doc();
    author.getText("text").insert(0, "()");
    const document = createYDoc();
    Y.applyUpdate(document, Y.encodeStateAsUpdate(author));
    const updates: Uint8Array[] = [];
    author.on("update", (update: Uint8Array) => updates.push(update));
    for (let at = 1; at <= 300; at++) author.getText("text").insert(at, "x");
    expect(commitAll(updates.map(arrivalOf), document)).toEqual({ held: 0, refused: [], commits: 1 });
    expect(document.getText("text").length).toBe(302);
  });
});
