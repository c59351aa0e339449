import { describe, expect, it } from "vitest";
import type { BatchPriority, BatchView } from "@backlot/shared/functions/batch-view";
import { makeBatch } from "./make-batch.test-data.ts";
import { placeAt, waitingInOrder } from "./waiting-order.ts";

const waits = (id: string, priority: BatchPriority = "normal", rank = 0, second = 0): BatchView =>
  makeBatch({
    id,
    status: "queued",
    priority,
    rank,
    createdAt: `2026-01-01T00:00:${String(second).padStart(2, "0")}.000Z`,
  });
const idsOf = (batches: readonly BatchView[]): string[] => batches.map((batch) => batch.id);

describe("waiting batches", () => {
  it("stand by priority, then rank, then age, and only while they wait", () => {
    const batches = [
      waits("low", "low"),
      waits("young", "normal", 0, 2),
      waits("old", "normal", 0, 1),
      waits("first", "normal", -1, 9),
      waits("high", "high", 5, 9),
      makeBatch({ id: "running" }),
    ];
    expect(idsOf(waitingInOrder(batches))).toEqual(["high", "first", "old", "young", "low"]);
  });

  const three = [waits("a", "normal", 1), waits("b", "normal", 2), waits("c", "normal", 3)];

  it("move before the batch that stands where they are to be", () => {
    expect(placeAt(three, "c", 0)).toEqual({ before: "a", priority: "normal" });
    expect(placeAt(three, "c", 1)).toEqual({ before: "b", priority: "normal" });
    expect(placeAt(three, "a", 2)).toEqual({ before: null, priority: "normal" });
    expect(placeAt(three, "a", 99)).toEqual({ before: null, priority: "normal" });
  });

  it("stay when they stand there already", () => {
    expect(placeAt(three, "b", 1)).toBeUndefined();
    expect(placeAt(three, "gone", 0)).toBeUndefined();
  });

  it("keep their priority between two others where they can, else take on the one they come into", () => {
    const mixed = [waits("h", "high"), waits("n", "normal", 1), waits("m", "normal", 2), waits("l", "low")];
    expect(placeAt(mixed, "m", 1)).toEqual({ before: "n", priority: "normal" });
    expect(placeAt(mixed, "m", 0)).toEqual({ before: "h", priority: "high" });
    expect(placeAt(mixed, "n", 2)).toEqual({ before: null, priority: "normal" });
    expect(placeAt(mixed, "n", 3)).toEqual({ before: null, priority: "low" });
  });
});
