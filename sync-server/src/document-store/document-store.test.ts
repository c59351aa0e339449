import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe } from "vitest";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { describeDocumentStore } from "../../../tests/contract/document-store.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../../../tests/support/start-postgres.ts";

describeDocumentStore("SQLite", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-store-"));
  return Promise.resolve({
    place: { dataDir },
    breakStore: () => {
      const other = new DatabaseSync(canvasLogPath(dataDir));
      other.exec("begin immediate");
      return Promise.resolve(() => Promise.resolve(other.close()));
    },
    remove: () => Promise.resolve(rmSync(dataDir, { recursive: true, force: true })),
  });
});

describe.runIf(hasPostgres("the contract of the document store"))("PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  describeDocumentStore("PostgreSQL", async () => ({
    place: { dataDir: "", databaseUrl: await postgres.createDatabase() },
    breakStore: async () => {
      await postgres.kill();
      return postgres.start;
    },
    remove: () => Promise.resolve(),
  }));
});
