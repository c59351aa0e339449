import { describe, expect, it } from "vitest";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { batchesOfTab, type BatchTab } from "./batch-tabs.ts";
import { makeBatch } from "./make-batch.test-data.ts";

const NOW = Date.parse("2026-01-03T12:00:00.000Z");
const ended = (id: string, finishedAt: string, by = "mei"): BatchView =>
  makeBatch({ id, status: "done", finishedAt, createdBy: { id: by, name: by } });
const idsIn = (batches: readonly BatchView[], tab: BatchTab): string[] =>
  batchesOfTab(batches, tab, { actorId: "mei", nowMs: NOW }).map((batch) => batch.id);

describe("the tabs of the drawer", () => {
  const batches = [
    ended("today", "2026-01-03T11:00:00.000Z", "jonas"),
    makeBatch({ id: "open" }),
    ended("old", "2026-01-01T11:00:00.000Z"),
  ];

  it("show what is open or ended within a day as this canvas's", () => {
    expect(idsIn(batches, "canvas")).toEqual(["today", "open"]);
  });

  it("never hide the newest, however old it is", () => {
    expect(idsIn(batches.slice(2), "canvas")).toEqual(["old"]);
  });

  it("show what I submitted, and what has ended", () => {
    expect(idsIn(batches, "mine")).toEqual(["open", "old"]);
    expect(idsIn(batches, "history")).toEqual(["today", "old"]);
  });
});
