import { describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { makeBatch } from "./make-batch.test-data.ts";
import { isNews, mergeListed, putBatch } from "./merge-batches.ts";

const at = (id: string, second: number, over: Partial<BatchView> = {}): BatchView =>
  makeBatch({ id, createdAt: `2026-01-01T00:00:0${second}.000Z`, ...over });
const idsOf = (batches: readonly BatchView[]): string[] => batches.map((batch) => batch.id);
const never = (): boolean => false;

describe("a fresh page of the list", () => {
  const known = [at("c", 3), at("b", 2), at("a", 1)];

  it("replaces what it names and keeps the older pages", () => {
    const merged = mergeListed(known, [at("d", 4), at("c", 3, { status: "done" })], never);
    expect(idsOf(merged)).toEqual(["d", "c", "b", "a"]);
    expect(merged[1]?.status).toBe("done");
  });

  it("forgets what is gone within its span", () => {
    expect(idsOf(mergeListed(known, [at("c", 3), at("a", 1)], never))).toEqual(["c", "a"]);
    expect(mergeListed(known, [], never)).toEqual([]);
  });

  it("does not take back what was told while it was under way", () => {
    const told = [at("e", 5), at("c", 3, { status: "done" })];
    const merged = mergeListed(told, [at("c", 3)], (id) => id === "c" || id === "e");
    expect(idsOf(merged)).toEqual(["e", "c"]);
    expect(merged[1]?.status).toBe("done");
  });
});

describe("a batch that is told of", () => {
  it("takes its place, or the first one", () => {
    const known = [at("b", 2), at("a", 1)];
    expect(putBatch(known, at("a", 1, { status: "paused" }))[1]?.status).toBe("paused");
    expect(idsOf(putBatch(known, at("c", 3)))).toEqual(["c", "b", "a"]);
  });
});

describe("what the stream tells of the list", () => {
  const open = at("b", 2, { status: "queued" });
  const known = [at("c", 3, { status: "running" }), open, at("a", 1, { status: "done" })];
  const told = known.slice(0, 2).map(({ id, status, priority, rank }) => ({ id, status, priority, rank }));

  it("is no news while it says what is known", () => {
    expect(isNews(told, known, undefined)).toBe(false);
  });

  it("is news when a batch came, ended, moved or is gone", () => {
    const came = { id: "d", status: "queued", priority: "normal", rank: 0 } as const;
    expect(isNews([...told, came], known, undefined)).toBe(true);
    expect(isNews(told.slice(0, 1), known, undefined)).toBe(true);
    for (const change of [{ status: "paused" }, { rank: -1 }, { priority: "high" }] as const)
      expect(isNews([told[0]!, { ...told[1]!, ...change }], known, undefined)).toBe(true);
  });

  it("leaves the followed batch to its own stream", () => {
    expect(isNews([{ ...told[0]!, status: "done" }, told[1]!], known, "c")).toBe(false);
    expect(isNews(told.slice(1), known, "c")).toBe(false);
  });
});
