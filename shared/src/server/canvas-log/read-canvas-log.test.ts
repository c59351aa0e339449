import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openCanvasLogReader, type CanvasLogReader } from "./read-canvas-log.ts";
import { decodeRecord, encodeRecord } from "./record.ts";
import { CANVAS_LOG_SCHEMA, canvasLogPath } from "./schema.ts";

let dataDir: string;
let reader: CanvasLogReader;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "backlot-log-"));
  reader = openCanvasLogReader(dataDir);
});
afterEach(() => {
  reader.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const write = (document: string, updates: Uint8Array[]): void => {
  const database = new DatabaseSync(canvasLogPath(dataDir));
  database.exec(`pragma journal_mode = wal; ${CANVAS_LOG_SCHEMA}`);
  const { record, checksum } = encodeRecord(updates);
  database
    .prepare("insert into canvas_updates (document, record, checksum, created_at) values (?, ?, ?, 0)")
    .run(document, record, checksum);
  database.close();
};

describe("reading canvases without the sync-server", () => {
  it("finds nothing before the first start, and everything after it", async () => {
    expect(await reader.read("a")).toBeUndefined();
    expect(await reader.version("a")).toBe(0);
    new DatabaseSync(canvasLogPath(dataDir)).close();
    expect(await reader.read("a")).toBeUndefined();
    write("canvas/a", [Uint8Array.of(1)]);
    expect(await reader.read("a")).toEqual({ updates: [Uint8Array.of(1)], version: 1 });
    write("canvas/a", [Uint8Array.of(2), Uint8Array.of(3)]);
    expect((await reader.read("a"))?.updates).toHaveLength(3);
    expect(await reader.version("a")).toBe(2);
    expect(await reader.read("b")).toBeUndefined();
  });
});

describe("a record", () => {
  it("gives back its updates, and nothing when a byte has changed", () => {
    const { record, checksum } = encodeRecord([Uint8Array.of(1, 2), new Uint8Array(0)]);
    expect(decodeRecord(record, checksum)).toEqual([Uint8Array.of(1, 2), new Uint8Array(0)]);
    record[1] = 9;
    expect(decodeRecord(record, checksum)).toBeUndefined();
  });
});
