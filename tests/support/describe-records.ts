import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { migrateRecords, openRecords, type Records } from "@backlot/shared/server/database/records";
import { hasPostgres, startPostgres, type TestPostgres } from "./start-postgres.ts";

export interface TestRecords {
  /** Empty, with all tables. */
  records: Records;
  dataDir: string;
  databaseUrl: string | undefined;
  /** The same records as another process has them; closed with the first. */
  openAnother(): Records;
  close(): Promise<void>;
}

/** One suite over both databases: `open` makes fresh records; `postgres`, where they are kept by one, is that server. */
export const describeRecords = (
  title: string,
  suite: (open: () => Promise<TestRecords>, postgres?: () => TestPostgres) => void,
): void => {
  describe(`${title}, in SQLite`, () => suite(() => openTestRecords(undefined)));
  describe.runIf(hasPostgres(title))(`${title}, in PostgreSQL`, () => {
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());
    suite(
      async () => openTestRecords(await postgres.createDatabase()),
      () => postgres,
    );
  });
};

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
