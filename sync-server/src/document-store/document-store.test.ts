import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { describeDocumentStore } from "../../../tests/contract/document-store.ts";
import { openStore } from "../../../tests/contract/store-under-test.ts";
import { eventually } from "../../../tests/support/eventually.ts";
import { startStopwatch } from "../../../tests/support/own-time.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../../../tests/support/start-postgres.ts";
import { startRelay } from "../../../tests/support/start-relay.ts";
import type { DocumentStore } from "./document-store.ts";

const START_MS = 40_000;

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
  }, START_MS);
  afterAll(() => postgres.stop(), START_MS);

  describeDocumentStore("PostgreSQL", async () => ({
    place: { dataDir: "", databaseUrl: await postgres.createDatabase() },
    breakStore: async () => {
      await postgres.kill();
      return postgres.start;
    },
    remove: () => Promise.resolve(),
  }));

  const openOn = (databaseUrl: string): Promise<DocumentStore> => openStore({ dataDir: "", databaseUrl });

  it(
    "does not wait for a lock that somebody never gives back",
    async () => {
      const databaseUrl = await postgres.createDatabase();
      const store = await openOn(databaseUrl);
      const holder = new pg.Client({ connectionString: databaseUrl });
      await holder.connect();
      await holder.query("select pg_advisory_lock(hashtextextended('canvas/held', 0))");
      const held = store.append("canvas/held", [Uint8Array.of(1)]).catch((error: unknown) => error);
      await eventually(async () => {
        const { rows } = await holder.query("select 1 from pg_locks where not granted");
        expect(rows).toHaveLength(1);
      });
      await store.append("canvas/free", [Uint8Array.of(1)]);
      expect(await held).toBeInstanceOf(Error);
      await holder.end();
      await eventually(() => store.append("canvas/held", [Uint8Array.of(2)]));
      expect(store.state()).toBe("ok");
      await store.close();
    },
    START_MS,
  );

  it(
    "rejects soon when the database hangs, and goes on over new connections",
    async () => {
      const databaseUrl = await postgres.createDatabase();
      const store = await openOn(databaseUrl);
      await store.append("canvas/a", [Uint8Array.of(1)]);
      const admin = new pg.Client({ connectionString: postgres.url });
      await admin.connect();
      const { rows } = await admin.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = $1 and application_name = 'backlot'",
        [new URL(databaseUrl).pathname.slice(1)],
      );
      await admin.end();
      for (const { pid } of rows) process.kill(pid, "SIGSTOP");
      const readMs = startStopwatch();
      await expect(store.append("canvas/a", [Uint8Array.of(2)])).rejects.toThrow();
      expect(readMs()).toBeLessThan(4_000);
      await eventually(() => store.append("canvas/a", [Uint8Array.of(3)]), START_MS);
      for (const { pid } of rows) process.kill(pid, "SIGCONT");
      const bytes = (await store.load("canvas/a")).updates.map((update) => [...update]);
      expect([bytes[0], bytes.at(-1)]).toEqual([[1], [3]]);
      await store.close();
    },
    START_MS,
  );

  it(
    "says of a slow database that it fails, and writes what it is given once all the same",
    async () => {
      const databaseUrl = await postgres.createDatabase();
      const relay = await startRelay(databaseUrl);
      const store = await openOn(relay.url);
      await store.append("canvas/a", [Uint8Array.of(1)]);
      // Each of some five questions of a commit takes half of what one may take.
      relay.delay(450);
      const appending = store.append("canvas/a", [Uint8Array.of(2)]);
      await eventually(() => expect(store.state()).toBe("degraded"), START_MS);
      await appending;
      relay.delay(0);
      await eventually(() => expect(store.state()).toBe("ok"));
      const { updates } = await store.load("canvas/a");
      expect(updates.map((update) => [...update])).toEqual([[1], [2]]);
      await store.close();
      await relay.stop();
    },
    START_MS,
  );

  it(
    "waits at its start for a database that is starting as well",
    async () => {
      const databaseUrl = await postgres.createDatabase();
      await postgres.kill();
      const opening = openOn(databaseUrl);
      await postgres.start();
      const store = await opening;
      expect(store.state()).toBe("ok");
      await store.close();
    },
    START_MS,
  );
});
