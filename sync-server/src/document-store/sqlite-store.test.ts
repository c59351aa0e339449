import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/schema";
import { createLogger } from "@backlot/shared/server/logger";
import { eventually } from "../../../tests/support/eventually.ts";
import { describeDocumentStore } from "../../../tests/contract/document-store.ts";
import { openSqliteStore } from "./sqlite-store.ts";

const logger = createLogger("test", "silent");

describeDocumentStore("SQLite", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-store-"));
  return {
    open: () => openSqliteStore(dataDir, logger),
    corrupt: (document, nth) => {
      const database = new DatabaseSync(canvasLogPath(dataDir));
      const row = database
        .prepare(
          "select sequence, record from canvas_updates where document = ? order by sequence limit 1 offset ?",
        )
        .get(document, nth) as { sequence: number; record: Uint8Array };
      row.record[row.record.length - 1] = 0xee;
      database
        .prepare("update canvas_updates set record = ? where sequence = ?")
        .run(row.record, row.sequence);
      database.close();
    },
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  };
});

it("rejects appends while another holds the database, says degraded, and works again by itself", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-store-"));
  const store = await openSqliteStore(dataDir, logger);
  const other = new DatabaseSync(canvasLogPath(dataDir));
  other.exec("begin immediate");
  await expect(store.append("canvas/a", [Uint8Array.of(1)])).rejects.toThrow("locked");
  expect(store.state()).toBe("degraded");
  other.exec("rollback");
  other.close();
  await eventually(() => expect(store.state()).toBe("ok"));
  await store.append("canvas/a", [Uint8Array.of(2)]);
  expect((await store.load("canvas/a")).updates.map((u) => [...u])).toEqual([[2]]);
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

it("folds a long tail while it is still being written", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-store-"));
  const store = await openSqliteStore(dataDir, logger);
  const empty = Uint8Array.of(0, 0);
  for (let i = 0; i < 20; i++) {
    await Promise.all(Array.from({ length: 100 }, () => store.append("canvas/a", [empty])));
  }
  await eventually(async () => expect((await store.load("canvas/a")).tail.records).toBe(0));
  await store.close();
  await expect(store.append("canvas/a", [empty])).rejects.toThrow("closed");
  rmSync(dataDir, { recursive: true, force: true });
});
