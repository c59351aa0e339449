import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { recordsPath } from "./records-path.ts";
import { migrateRecords, openRecords, type Records } from "./records.ts";
import { isUniqueViolation } from "./failures.ts";

let dataDir: string;
let records: Records;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "backlot-records-"));
  records = openRecords({ dataDir });
  await migrateRecords(records);
});

afterEach(async () => {
  await records.destroy();
  rmSync(dataDir, { recursive: true });
});

const user = (id: string, email: string) => ({ id, email, name: "N", password_hash: "h", created_at: 1 });

describe("the records database", () => {
  it("is migrated once, however many processes try at the same time", async () => {
    const others = [openRecords({ dataDir }), openRecords({ dataDir })];
    await Promise.all(others.map((other) => migrateRecords(other)));
    await others[0]?.insertInto("users").values(user("u1", "a@b.c")).execute();
    expect(await others[1]?.selectFrom("users").select("id").execute()).toEqual([{ id: "u1" }]);
    for (const other of others) await other.destroy();
  });

  it("tells a taken email from every other failure", async () => {
    await records.insertInto("users").values(user("u1", "a@b.c")).execute();
    const failure: unknown = await records
      .insertInto("users")
      .values(user("u2", "a@b.c"))
      .execute()
      .catch((e: unknown) => e);
    expect(isUniqueViolation(failure)).toBe(true);
    expect(isUniqueViolation(new Error("disk full"))).toBe(false);
  });

  it("rolls a failed transaction back whole", async () => {
    const failed = records.transaction().execute(async (trx) => {
      await trx.insertInto("users").values(user("u1", "a@b.c")).execute();
      throw new Error("half-way");
    });
    await expect(failed).rejects.toThrow("half-way");
    expect(await records.selectFrom("users").selectAll().execute()).toEqual([]);
  });

  it("runs concurrent transactions one after the other", async () => {
    await records.insertInto("workspaces").values({ id: "w", name: "0", created_at: 0 }).execute();
    const add = () =>
      records.transaction().execute(async (trx) => {
        const { name } = await trx.selectFrom("workspaces").select("name").executeTakeFirstOrThrow();
        await trx
          .updateTable("workspaces")
          .set({ name: String(Number(name) + 1) })
          .execute();
      });
    await Promise.all(Array.from({ length: 25 }, add));
    expect(await records.selectFrom("workspaces").select("name").executeTakeFirstOrThrow()).toEqual({
      name: "25",
    });
  });

  it("waits for another process's write lock without stopping the event loop", async () => {
    const outsider = new DatabaseSync(recordsPath(dataDir));
    outsider.exec("begin exclusive");
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 5);
    const writing = records.insertInto("users").values(user("u1", "a@b.c")).execute();
    await new Promise((resolve) => setTimeout(resolve, 120));
    outsider.exec("commit");
    outsider.close();
    await writing;
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(5);
    expect(await records.selectFrom("users").select("id").execute()).toEqual([{ id: "u1" }]);
  });
});
