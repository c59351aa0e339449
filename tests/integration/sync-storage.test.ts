import { rmSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { canvasLogPath } from "@backlot/shared/server/canvas-log/canvas-log-path";
import { openCanvasLog, type CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import { readDocument, updatesOf } from "@backlot/shared/server/canvas-log/read-document";
import { readTransaction, type CanvasLog } from "@backlot/shared/server/canvas-log/tables";
import { openStore } from "../contract/store-under-test.ts";
import { eventually } from "../support/eventually.ts";
import { hasPostgres, startPostgres, type TestPostgres } from "../support/start-postgres.ts";
import {
  joinCanvas,
  makeDataDir,
  signTestToken,
  startTestSyncServer,
  type TestPeer,
  type TestSyncServer,
} from "../support/start-sync.ts";
import { bytesAsPrototype } from "../support/unappliable-updates.ts";

/** A database takes its time to come back, and clients to try again. */
const SLOW_MS = 40_000;

/** A chain of types, and a deletion in which Yjs runs out of stack. */
const deletionInDepth = (): Uint8Array[] => {
  const doc = new Y.Doc();
  doc.clientID = 1;
  doc.transact(() => {
    let inner: Y.Map<unknown> = doc.getMap("nodes");
    for (let left = 20_000; left > 0; left--) inner = inner.set("deep", new Y.Map<unknown>());
  });
  return [Y.encodeStateAsUpdate(doc), Uint8Array.of(0, 1, 1, 1, 0, 1)];
};

interface Storage {
  databaseUrl?: string;
  /** Lets nobody write any more; resolves with the way back. */
  breakStore(dataDir: string): Promise<() => Promise<void>>;
}

const describeStorage = (name: string, makeStorage: () => Promise<Storage>): void => {
  describe(`the sync-server on ${name}`, () => {
    let storage: Storage;
    let server: TestSyncServer;
    let place: CanvasLogPlace;
    let log: CanvasLog;
    beforeAll(async () => {
      storage = await makeStorage();
      const dataDir = makeDataDir();
      place = { dataDir, databaseUrl: storage.databaseUrl };
      server = await startTestSyncServer({
        dataDir,
        change: (config) => (config.databaseUrl = storage.databaseUrl),
      });
      log = openCanvasLog(place, { maxConnections: 1, timeoutMs: 2_000 });
    }, SLOW_MS);
    afterAll(async () => {
      await log.destroy();
      await server.stop();
      rmSync(place.dataDir, { recursive: true, force: true });
    }, SLOW_MS);

    const join = (canvasId: string): TestPeer =>
      joinCanvas(server.syncUrl, canvasId, () => signTestToken(canvasId));
    const isSaved = ({ provider }: TestPeer): boolean => provider.isSynced && provider.unsyncedChanges === 0;
    const readiness = async (): Promise<unknown> => (await fetch(`${server.url}/readyz`)).json();
    const metric = async (metricName: string): Promise<number> => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const value = new RegExp(`^${metricName} (.+)$`, "m").exec(text)?.[1];
      if (value === undefined) throw new Error(`No metric ${metricName}`);
      return Number(value);
    };
    const isUnloaded = () => eventually(async () => expect(await metric("backlot_sync_documents")).toBe(0));

    it(
      "acknowledges nothing while it cannot write, says so, and saves everything afterwards without a restart",
      async () => {
        const peer = join("locked");
        await eventually(() => expect(isSaved(peer)).toBe(true));
        const mend = await storage.breakStore(server.dataDir);
        peer.doc.getMap("nodes").set("a", 1);
        await eventually(async () =>
          expect(await readiness()).toMatchObject({
            status: "degraded",
            dependencies: { store: "degraded" },
          }),
        );
        expect(isSaved(peer)).toBe(false);
        peer.doc.getMap("nodes").set("b", 2);
        await mend();
        await eventually(() => expect(isSaved(peer)).toBe(true), SLOW_MS);
        await eventually(async () =>
          expect(await readiness()).toMatchObject({ dependencies: { store: "ok" } }),
        );
        const read = await readTransaction(log, (trx) => readDocument(trx, "canvas/locked"));
        const doc = new Y.Doc();
        for (const update of updatesOf(read)) Y.applyUpdate(doc, update);
        expect(doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 });
        peer.close();
      },
      SLOW_MS,
    );

    it(
      "closes retryably when a document cannot be loaded, and lets the client in when it can",
      async () => {
        await sql`alter table canvas_snapshots rename to elsewhere`.execute(log);
        const peer = join("unreadable");
        let denials = 0;
        peer.provider.on("authenticationFailed", () => (denials += 1));
        await eventually(() => expect(peer.closeCodes[0]).toBe(4504));
        expect(denials).toBe(0);
        await sql`alter table elsewhere rename to canvas_snapshots`.execute(log);
        await eventually(() => expect(peer.provider.isSynced).toBe(true), SLOW_MS);
        peer.close();
      },
      SLOW_MS,
    );

    it(
      "serves what is left when a record is corrupt, and takes the lost part back from a client that has it",
      async () => {
        const holder = join("corrupt");
        for (const key of ["a", "b", "c"]) {
          holder.doc.getMap("nodes").set(key, key);
          await eventually(() => expect(isSaved(holder)).toBe(true));
        }
        holder.socket.disconnect();
        await isUnloaded();
        const snapshots = log.selectFrom("canvas_snapshots").select("through_sequence");
        await eventually(async () =>
          expect(await snapshots.where("document", "=", "canvas/corrupt").execute()).toHaveLength(1),
        );
        // Undo the compaction that unloading did, and change the first record.
        await log.deleteFrom("canvas_snapshots").where("document", "=", "canvas/corrupt").execute();
        const first = log.selectFrom("canvas_updates").where("document", "=", "canvas/corrupt");
        await log
          .updateTable("canvas_updates")
          .set({ checksum: 1 })
          .where(
            "sequence",
            "=",
            first.select(({ fn }) => fn.min("sequence").as("sequence")),
          )
          .execute();
        const corruptBefore = await metric("backlot_sync_corrupt_records_total");
        const reader = join("corrupt");
        await eventually(() => expect(reader.provider.isSynced).toBe(true));
        expect(reader.doc.getMap("nodes").toJSON()).toEqual({});
        expect(await metric("backlot_sync_corrupt_records_total")).toBe(corruptBefore + 1);
        await holder.socket.connect();
        await eventually(() =>
          expect(reader.doc.getMap("nodes").toJSON()).toEqual({ a: "a", b: "b", c: "c" }),
        );
        reader.close();
        holder.close();
      },
      SLOW_MS,
    );

    it.each([
      ["cannot be applied", "deep", deletionInDepth],
      ["could never be encoded again", "prototype", () => [bytesAsPrototype()]],
    ])(
      "serves the rest of a document when an update in its log %s, and sets that update aside",
      async (_, canvasId, makeUpdates) => {
        const updateWith = (key: string): Uint8Array => {
          const doc = new Y.Doc();
          doc.getMap("nodes").set(key, "kept");
          return Y.encodeStateAsUpdate(doc);
        };
        const document = `canvas/${canvasId}`;
        const store = await openStore(place);
        const { sequence } = await store.append(document, [updateWith("beside"), ...makeUpdates()]);
        await store.append(document, [updateWith("later")]);
        const corruptBefore = await metric("backlot_sync_corrupt_records_total");

        const peer = join(canvasId);
        const nodes = peer.doc.getMap("nodes");
        await eventually(() => expect(peer.provider.isSynced).toBe(true), SLOW_MS);
        expect(peer.closeCodes).toEqual([4504]);
        expect([nodes.get("beside"), nodes.get("later")]).toEqual(["kept", "kept"]);
        nodes.set("more", "saved");
        await eventually(() => expect(isSaved(peer)).toBe(true));
        expect(await metric("backlot_sync_corrupt_records_total")).toBe(corruptBefore + 1);
        peer.close();
        await isUnloaded();

        const quarantined = log
          .selectFrom("canvas_quarantine")
          .select(["kind", "sequence"])
          .where("document", "=", document);
        expect(await quarantined.execute()).toEqual([{ kind: "record", sequence }]);
        await eventually(async () => expect((await store.load(document)).tail.records).toBe(0));
        await store.close();
        const again = join(canvasId);
        await eventually(() => expect(again.provider.isSynced).toBe(true));
        expect(again.closeCodes).toEqual([]);
        expect(again.doc.getMap("nodes").get("more")).toBe("saved");
        again.close();
      },
      SLOW_MS,
    );

    it("keeps the first author of every client id", async () => {
      const ada = join("authored");
      ada.doc.getMap("nodes").set("a", 1);
      await eventually(() => expect(isSaved(ada)).toBe(true));
      const authors = await log
        .selectFrom("canvas_authors")
        .select(["client_id", "actor_id"])
        .where("document", "=", "canvas/authored")
        .execute();
      expect(authors).toEqual([{ client_id: ada.doc.clientID, actor_id: "ada" }]);
      ada.close();
    });

    it("counts what it does", async () => {
      expect(await metric("backlot_sync_updates_total")).toBeGreaterThan(0);
      expect(await metric("backlot_sync_log_bytes_total")).toBeGreaterThan(0);
      expect(await metric("backlot_sync_append_seconds_count")).toBeGreaterThan(0);
      expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${server.url}/elsewhere`)).status).toBe(404);
    });
  });
};

describeStorage("SQLite", () =>
  Promise.resolve({
    breakStore: (dataDir) => {
      const other = new DatabaseSync(canvasLogPath(dataDir));
      other.exec("begin immediate");
      return Promise.resolve(() => Promise.resolve(other.close()));
    },
  }),
);

describe.runIf(hasPostgres("the sync-server's storage tests"))("with a private PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, SLOW_MS);
  afterAll(() => postgres.stop(), SLOW_MS);
  describeStorage("PostgreSQL", async () => ({
    databaseUrl: await postgres.createDatabase(),
    breakStore: async () => {
      await postgres.kill();
      return postgres.start;
    },
  }));
});
