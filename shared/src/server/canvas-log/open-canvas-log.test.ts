import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { appendCommits } from "./append-commits.ts";
import { canvasLogPath } from "./canvas-log-path.ts";
import { compactDocument } from "./compact-document.ts";
import { openCanvasLog, prepareCanvasLog } from "./open-canvas-log.ts";
import { readDocument, updatesOf } from "./read-document.ts";
import { encodeRecord } from "./record.ts";
import { readTransaction, type CanvasLog } from "./tables.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "backlot-log-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const read = (log: CanvasLog, document: string) => readTransaction(log, (trx) => readDocument(trx, document));

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText("t").toJSON();
};

describe("opening the log of canvases", () => {
  it("makes it once, however many processes try at the same time", async () => {
    const names = await Promise.all([1, 2, 3].map(() => prepareCanvasLog({ dataDir })));
    expect(new Set(names).size).toBe(1);
    expect(await prepareCanvasLog({ dataDir })).toBe(names[0]);
  });

  it("brings a log of the time before migrations up to date, with all that is in it", async () => {
    const fixture = new URL("fixtures/canvases-before-migrations.sql", import.meta.url);
    const before = new DatabaseSync(canvasLogPath(dataDir));
    before.exec(`pragma journal_mode = wal; ${readFileSync(fixture, "utf8")}`);
    before.close();
    await prepareCanvasLog({ dataDir });
    const log = openCanvasLog({ dataDir }, { maxConnections: 1, timeoutMs: 1_000 });

    const folded = await read(log, "canvas/folded");
    expect(folded).toMatchObject({ snapshot: { sequence: 9 }, version: 17, damage: [] });
    expect(folded.records.at(-1)?.sequence).toBe(17);
    expect(textOf(updatesOf(folded))).toBe("kept since before");
    expect(textOf(updatesOf(await read(log, "canvas/young")))).toBe("kept since before");

    const commit = { document: "canvas/folded", ...encodeRecord([Uint8Array.of(0, 0)]), authors: [] };
    expect(await appendCommits(log, [commit])).toEqual([{ sequence: 19, previous: 17 }]);
    expect(await compactDocument(log, "canvas/folded")).toEqual({ records: 9, damage: [] });
    expect(textOf(updatesOf(await read(log, "canvas/folded")))).toBe("kept since before");
    await log.destroy();
  });
});
