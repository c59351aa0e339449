import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import type { CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { encodeRecord } from "@backlot/shared/server/canvas-log/record";
import { originInItself } from "../../../tests/support/unappliable-updates.ts";
import { createCompactorCalls } from "./compactor-calls.ts";
import type { CompactorCalls, WriterCalls } from "./store-calls.ts";
import { createWriterCalls } from "./writer-calls.ts";

/** The same functions as in the threads, called without them. */
describe("what the threads of the store do", () => {
  const place: CanvasLogPlace = { dataDir: mkdtempSync(join(tmpdir(), "backlot-writer-")) };
  let writer: WriterCalls;
  let compactor: CompactorCalls;
  beforeAll(async () => {
    writer = createWriterCalls(place);
    compactor = createCompactorCalls(place);
    await writer.open();
  });
  afterAll(async () => {
    await Promise.all([writer.close(), compactor.close()]);
    rmSync(place.dataDir, { recursive: true, force: true });
  });
  const append = (document: string, ...bytes: number[]) =>
    writer.append({ document, ...encodeRecord([Uint8Array.from(bytes)]), authors: [] });
  const outside = <T>(work: (database: DatabaseSync) => T): T => {
    const database = new DatabaseSync(canvasLogPath(place.dataDir));
    try {
      return work(database);
    } finally {
      database.close();
    }
  };

  it("appends, loads and compacts", async () => {
    const [first, second] = await Promise.all([append("canvas/a", 0, 0), append("canvas/a", 0, 0)]);
    expect(second.previous).toBe(first.sequence);
    expect((await writer.load("canvas/a")).updates).toHaveLength(2);
    expect((await writer.loadSince("canvas/a", first.sequence)).updates).toHaveLength(1);
    expect(await writer.newestSequences(["canvas/a"])).toEqual(new Map([["canvas/a", second.sequence]]));
    const folded = await Promise.all([compactor.compact("canvas/a"), compactor.compact("canvas/a")]);
    expect(folded).toEqual([
      { records: 2, damage: [] },
      { records: 0, damage: [] },
    ]);
  });

  it("writes again over a fresh connection after a failure", async () => {
    outside((database) => database.exec("alter table canvas_updates rename to elsewhere"));
    await expect(append("canvas/b", 1)).rejects.toThrow("no such table");
    await expect(writer.load("canvas/b")).rejects.toThrow("no such table");
    await expect(compactor.compact("canvas/b")).rejects.toThrow("no such table");
    outside((database) => database.exec("alter table elsewhere rename to canvas_updates"));
    await writer.probe();
    await append("canvas/b", 2);
    expect((await writer.load("canvas/b")).updates).toEqual([Uint8Array.of(2)]);
  });

  it("serves the rest of a document also when what is damaged cannot be moved away", async () => {
    const { sequence } = await append("canvas/c", 1);
    await append("canvas/c", 2);
    const held = new DatabaseSync(canvasLogPath(place.dataDir));
    held.exec(`update canvas_updates set checksum = 1 where sequence = ${sequence}; begin immediate`);
    const loaded = await writer.load("canvas/c");
    held.close();
    const damage = [{ kind: "record", sequence, reason: "checksum" }];
    expect(loaded).toMatchObject({ updates: [Uint8Array.of(2)], damage });
    expect((await writer.loadSince("canvas/c", 0)).updates).toEqual([Uint8Array.of(2)]);
    expect((await writer.load("canvas/c")).damage).toEqual([]);
  });

  it("merges what can be applied also when the rest cannot be moved away", async () => {
    await append("canvas/d", ...originInItself());
    await append("canvas/d", 0, 0);
    outside((database) =>
      database.exec(`create trigger full before insert on canvas_quarantine
        begin select raise(abort, 'full'); end`),
    );
    const merged = await compactor.merge("canvas/d");
    expect(merged).toMatchObject({ updates: [Uint8Array.of(0, 0)], tail: { records: 1, bytes: 2 } });
    expect(merged.damage).toHaveLength(1);
    await expect(compactor.compact("canvas/d")).rejects.toThrow("full");
    expect((await writer.load("canvas/d")).updates).toHaveLength(2);
    outside((database) => database.exec("drop trigger full"));
    expect(await compactor.merge("canvas/d")).toEqual(merged);
    expect((await writer.load("canvas/d")).updates).toEqual([Uint8Array.of(0, 0)]);
  });
});
