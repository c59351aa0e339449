import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { migrateRecords, openRecords, type Records } from "@backlot/shared/server/database/records";
import { hasPostgres, startPostgres, type TestPostgres } from "./start-postgres.ts";

/** Of a PostgreSQL, on a machine that has much else to do. */
const START_DEADLINE_MS = 60_000;

export interface TestRecords {
  /** Empty, with all tables. */
  records: Records;
  dataDir: string;
  databaseUrl: string | undefined;
  /** The same records as another process has them; closed with the first. */
  openAnother(): Records;
  close(): Promise<void>;
}

/** One suite over both databases: `open` makes fresh records. */
export const describeRecords = (title: string, suite: (open: () => Promise<TestRecords>) => void): void => {
  describe(`${title}, in SQLite`, () => suite(() => openTestRecords(undefined)));
  describe.runIf(hasPostgres(title))(`${title}, in PostgreSQL`, () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, START_DEADLINE_MS);
    afterAll(() => postgres.stop(), START_DEADLINE_MS);
    suite(async () => openTestRecords(await postgres.createDatabase()));
  });
};

/** For what the database cannot change. */
export const openSqlite = (): Promise<TestRecords> => openTestRecords(undefined);

const openTestRecords = async (databaseUrl: string | undefined): Promise<TestRecords> => {
  const dataDir = mkdtempSync(join(tmpdir(), "backlot-records-"));
  const opened: Records[] = [];
  const openAnother = (): Records => {
    const records = openRecords({ dataDir, databaseUrl });
    opened.push(records);
    return records;
  };
  const records = openAnother();
  await migrateRecords(records);
  return {
    records,
    dataDir,
    databaseUrl,
    openAnother,
    close: async () => {
      await Promise.all(opened.map((each) => each.destroy()));
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
