import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { appendCommits, type Author } from "./append-commits.ts";
import { canvasLogPath } from "./canvas-log-path.ts";
import { openCanvasLog, prepareCanvasLog } from "./open-canvas-log.ts";
import { openCanvasLogReader, type CanvasLogReader } from "./read-canvas-log.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

let dataDir: string;
let reader: CanvasLogReader;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "backlot-log-"));
  reader = openCanvasLogReader({ dataDir });
});
afterEach(async () => {
  await reader.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const write = async (document: string, updates: Uint8Array[], authors: Author[] = []): Promise<void> => {
  await prepareCanvasLog({ dataDir });
  const log = openCanvasLog({ dataDir }, { maxConnections: 1, timeoutMs: 1_000 });
  await appendCommits(log, [{ document, ...encodeRecord(updates), authors }]);
  await log.destroy();
};

describe("reading canvases without the sync-server", () => {
  it("finds nothing before the first start, and everything after it", async () => {
    expect(await reader.read("a")).toBeUndefined();
    expect(await reader.version("a")).toBe(0);
    new DatabaseSync(canvasLogPath(dataDir)).close();
    expect(await reader.read("a")).toBeUndefined();
    expect(await reader.version("a")).toBe(0);
    await write("canvas/a", [Uint8Array.of(1)]);
    expect(await reader.read("a")).toEqual({ updates: [Uint8Array.of(1)], version: 1 });
    await write("canvas/a", [Uint8Array.of(2), Uint8Array.of(3)]);
    expect((await reader.read("a"))?.updates).toHaveLength(3);
    expect(await reader.version("a")).toBe(2);
    expect(await reader.read("b")).toBeUndefined();
  });

  it("tells who of some people has written to a canvas", async () => {
    expect([...(await reader.authorsAmong("a", ["rosa"]))]).toEqual([]);
    const authors = ["rosa", "tom"].map((actorId, clientId) => ({ actorId, clientId }));
    await write("canvas/a", [Uint8Array.of(1)], authors);
    await write("canvas/b", [Uint8Array.of(1)], [{ actorId: "ann", clientId: 9 }]);
    expect([...(await reader.authorsAmong("a", ["rosa", "ann", "nobody"]))]).toEqual(["rosa"]);
    expect([...(await reader.authorsAmong("a", []))]).toEqual([]);
  });

  it("says that it cannot read a log that no sync-server has brought up to date yet", async () => {
    const database = new DatabaseSync(canvasLogPath(dataDir));
    database.exec(`create table canvas_updates (sequence integer primary key, document text);
      create table canvas_snapshots (document text primary key, through_sequence integer)`);
    database.close();
    await expect(reader.version("a")).rejects.toThrow("canvas_quarantine");
  });
});

describe("a record", () => {
  it("gives back its updates, and says when a byte has changed", () => {
    const { record, checksum } = encodeRecord([Uint8Array.of(1, 2), new Uint8Array(0)]);
    expect(decodeRecord(record, checksum)).toEqual({
      ok: true,
      updates: [Uint8Array.of(1, 2), new Uint8Array(0)],
    });
    record[1] = 9;
    expect(decodeRecord(record, checksum)).toEqual({ ok: false, reason: "checksum" });
  });

  it.each([
    ["an update longer than the row", [3, 1, 2]],
    ["a length that does not end", [1, 9, 0x80]],
    ["a length beyond all numbers", Array(10).fill(0xff)],
  ])("says that %s is none", (_, bytes: number[]) => {
    const shared = Buffer.from([...bytes, 7, 7, 7, 7, 7, 7, 7, 7]);
    const record = shared.subarray(0, bytes.length);
    expect(decodeRecord(record, crc32(record))).toEqual({ ok: false, reason: "form" });
  });
});
