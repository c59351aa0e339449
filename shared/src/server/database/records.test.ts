import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { eventually } from "../../../../tests/support/eventually.ts";
import { startStopwatch } from "../../../../tests/support/own-time.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../../../../tests/support/start-postgres.ts";
import { startRelay, type TestRelay } from "../../../../tests/support/start-relay.ts";
import type { Logger } from "../logger.ts";
import { isUnavailable, isUniqueViolation } from "./failures.ts";
import { createPostgresDialect } from "./postgres-dialect.ts";
import { recordsPath } from "./records-path.ts";
import { migrateRecords, openRecords, type Records } from "./records.ts";
import type { RecordsTables } from "./tables.ts";
import { transact } from "./transact.ts";

const user = (id: string, email: string) => ({ id, email, name: "N", password_hash: "h", created_at: 1 });
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((e: unknown) => e);

describeRecords("the records", (open) => {
  let opened: TestRecords;
  let records: Records;
  beforeEach(async () => {
    opened = await open();
    ({ records } = opened);
  });
  afterEach(() => opened.close());

  it("are migrated once, however many processes try at the same time", async () => {
    const fresh = await open();
    const others = [1, 2, 3].map(() => fresh.openAnother());
    await Promise.all(others.map((other) => migrateRecords(other)));
    await others[0]?.insertInto("users").values(user("u1", "a@b.c")).execute();
    expect(await others[1]?.selectFrom("users").select("id").execute()).toEqual([{ id: "u1" }]);
    await fresh.close();
  });

  it("tell a taken email from every other failure, also for two who take it at once", async () => {
    const other = opened.openAnother();
    const both = await Promise.allSettled([
      records.insertInto("users").values(user("u1", "a@b.c")).execute(),
      transact(other, (trx) => trx.insertInto("users").values(user("u2", "a@b.c")).execute()),
    ]);
    const failures = both.flatMap((each): unknown[] => (each.status === "rejected" ? [each.reason] : []));
    expect(failures.map(isUniqueViolation)).toEqual([true]);
    expect(failures.map(isUnavailable)).toEqual([false]);
    expect(isUniqueViolation(new Error("disk full"))).toBe(false);
    const orphan = { id: "s", user_id: "nobody", expires_at: 1, created_at: 1 };
    const unrelated = await failureOf(records.insertInto("sessions").values(orphan).execute());
    expect([unrelated instanceof Error, isUniqueViolation(unrelated)]).toEqual([true, false]);
  });

  it("give numbers back as numbers, large ones and counts too", async () => {
    const asset = { hash: "h", media_type: "image/png", byte_length: 5_000_000_000, created_at: Date.now() };
    await records.insertInto("assets").values(asset).execute();
    expect(await records.selectFrom("assets").selectAll().execute()).toEqual([asset]);
    const { count } = await records
      .selectFrom("assets")
      .select((row) => row.fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    expect(count).toBe(1);
  });

  it("find nothing under a text that no database can hold", async () => {
    await records.insertInto("users").values(user("u1", "a@b.c")).execute();
    const found = records.selectFrom("users").select("id").where("email", "=", "a@b.c\0");
    expect(await found.execute()).toEqual([]);
  });

  it("roll a failed transaction back whole", async () => {
    const failed = transact(records, async (trx) => {
      await trx.insertInto("users").values(user("u1", "a@b.c")).execute();
      throw new Error("half-way");
    });
    await expect(failed).rejects.toThrow("half-way");
    expect(await records.selectFrom("users").selectAll().execute()).toEqual([]);
  });

  it("run transactions as if one after the other, of one process and of several", async () => {
    await records.insertInto("workspaces").values({ id: "w", name: "0", created_at: 0 }).execute();
    const processes = [records, opened.openAnother(), opened.openAnother()];
    const add = (process: Records) =>
      transact(process, async (trx) => {
        const { name } = await trx.selectFrom("workspaces").select("name").executeTakeFirstOrThrow();
        await trx
          .updateTable("workspaces")
          .set({ name: String(Number(name) + 1) })
          .execute();
      });
    await Promise.all(processes.flatMap((process) => Array.from({ length: 8 }, () => add(process))));
    expect(await records.selectFrom("workspaces").select("name").executeTakeFirstOrThrow()).toEqual({
      name: "24",
    });
  });

  it("lose no rule that spans rows, which one transaction reads and another writes", async () => {
    const processes = [records, opened.openAnother()];
    const joinIfEmpty = (process: Records, id: string) =>
      transact(process, async (trx) => {
        const present = await trx.selectFrom("workers").select("id").execute();
        if (present.length > 0) return;
        await trx.insertInto("workers").values({ id, seen_at: 1 }).execute();
      });
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(processes.map((process, index) => joinIfEmpty(process, `worker-${index}`)));
      expect(await records.selectFrom("workers").select("id").execute()).toHaveLength(1);
      await records.deleteFrom("workers").execute();
    }
  });
});

describe.runIf(hasPostgres("what is told of a lost database"))("records in a PostgreSQL that goes", () => {
  let postgres: TestPostgres;
  let relay: TestRelay;
  let records: Kysely<RecordsTables>;
  const said: string[] = [];
  const logger = {
    warn: (_: unknown, event: string) => said.push(event),
    info: (event: string) => said.push(event),
  } as unknown as Logger;
  const ask = (): Promise<unknown> => records.selectFrom("users").select("id").execute();

  beforeAll(async () => {
    postgres = await startPostgres();
    const databaseUrl = await postgres.createDatabase();
    const direct = openRecords({ dataDir: "", databaseUrl });
    await migrateRecords(direct);
    await direct.destroy();
    relay = await startRelay(databaseUrl);
    records = new Kysely<RecordsTables>({
      dialect: createPostgresDialect(relay.url, { timeoutMs: 400, maxConnections: 3, logger }),
    });
  }, 60_000);
  beforeEach(() => said.splice(0));
  afterAll(async () => {
    await records.destroy();
    await relay.stop();
    await postgres.stop();
  }, 60_000);

  it("reject what is asked, say so once, and come back by themselves", async () => {
    await Promise.all([ask(), ask(), ask()]);
    const interrupted = transact(records, async (trx) => {
      await trx.selectFrom("users").select("id").execute();
      relay.cut();
      return trx.selectFrom("users").select("id").execute();
    });
    expect(isUnavailable(await failureOf(interrupted))).toBe(true);
    const failures = await Promise.all(Array.from({ length: 10 }, () => failureOf(ask())));
    expect(failures.map(isUnavailable)).not.toContain(false);
    expect(said).toEqual(["database-lost"]);
    relay.mend();
    expect(await eventually(ask)).toEqual([]);
    expect(said).toEqual(["database-lost", "database-found"]);
  });

  it("answer within a bound when nothing comes back, and do not keep the hanging connections", async () => {
    await eventually(ask);
    relay.stall();
    const readMs = startStopwatch();
    const failures = await Promise.all([
      ...Array.from({ length: 10 }, () => failureOf(ask())),
      failureOf(transact(records, () => ask())),
    ]);
    expect(failures.map(isUnavailable)).not.toContain(false);
    expect(readMs()).toBeLessThan(8_000);
    relay.mend();
    expect(await eventually(ask)).toEqual([]);
  });

  it("are waited for when a process starts, but not for ever", async () => {
    relay.cut();
    await expect(migrateRecords(records, { deadlineMs: 300 })).rejects.toSatisfy(isUnavailable);
    const starting = migrateRecords(records);
    relay.mend();
    await starting;
  });
});

describe("records in SQLite", () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), "backlot-records-"));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it("wait for another process's write lock without stopping the event loop", async () => {
    const records = openRecords({ dataDir });
    await migrateRecords(records);
    const outsider = new DatabaseSync(recordsPath(dataDir));
    outsider.exec("begin exclusive");
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const writing = records.insertInto("users").values(user("u1", "a@b.c")).execute();
    await eventually(() => expect(ticks).toBeGreaterThan(5));
    outsider.exec("commit");
    outsider.close();
    await writing;
    clearInterval(ticking);
    expect(await records.selectFrom("users").select("id").execute()).toEqual([{ id: "u1" }]);
    await records.destroy();
  });

  it("bring a file of the first version up to date: its rows stay, and its tables are those of a new file", async () => {
    const frozen = readFileSync(new URL("./fixtures/records-0001.sql", import.meta.url), "utf8");
    const file = new DatabaseSync(recordsPath(dataDir));
    file.exec(frozen);
    file.close();
    const before = dumpFile(dataDir);
    const old = openRecords({ dataDir });
    await migrateRecords(old);
    expect(await old.selectFrom("assets").select("byte_length").executeTakeFirst()).toEqual({
      byte_length: 5_000_000_000,
    });
    await old.destroy();
    const after = dumpFile(dataDir);
    for (const [table, rows] of Object.entries(before.rows)) {
      if (!table.startsWith("kysely")) expect(after.rows[table]).toMatchObject(rows);
    }

    const newDir = join(dataDir, "new");
    const fresh = openRecords({ dataDir: newDir });
    await migrateRecords(fresh);
    await fresh.destroy();
    expect(dumpFile(newDir).schema).toEqual(after.schema);
  });
});

const dumpFile = (dataDir: string) => {
  const file = new DatabaseSync(recordsPath(dataDir), { readOnly: true });
  const schema = file.prepare("select name, sql from sqlite_master order by name").all();
  const tables = file.prepare("select name from sqlite_master where type = 'table' order by name").all();
  const rows = Object.fromEntries(
    tables.map(({ name }) => [String(name), file.prepare(`select * from "${String(name)}"`).all()]),
  );
  file.close();
  return { schema, rows };
};
