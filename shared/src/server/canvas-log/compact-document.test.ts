import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { hasPostgres, startPostgres, type TestPostgres } from "../../../../tests/support/start-postgres.ts";
import { appendCommits } from "./append-commits.ts";
import { compactDocument } from "./compact-document.ts";
import { openCanvasLog, prepareCanvasLog, type CanvasLogPlace } from "./open-canvas-log.ts";
import { quarantine } from "./quarantine.ts";
import { readDocument } from "./read-document.ts";
import { readSince } from "./read-since.ts";
import { encodeRecord } from "./record.ts";
import { readTransaction, type CanvasLog } from "./tables.ts";

const START_MS = 40_000;
/** More than a compaction has. */
const MAX_STATEMENTS = 30;

/** Ends with an error at the nth statement, as a database does that goes away. */
const failingAt = (nth: number): KyselyPlugin => {
  let statements = 0;
  return {
    transformQuery: ({ node }) => {
      statements += 1;
      if (statements === nth) throw new Error("gone");
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
};

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText("t").toJSON();
};

const describeCompaction = (name: string, make: () => Promise<CanvasLogPlace>): void => {
  describe(`compaction on ${name}`, () => {
    let log: CanvasLog;
    let documents = 0;
    beforeAll(async () => {
      const place = await make();
      await prepareCanvasLog(place);
      log = openCanvasLog(place, { maxConnections: 4, timeoutMs: 5_000 });
    }, START_MS);
    afterAll(() => log.destroy());

    const read = (document: string) => readTransaction(log, (trx) => readDocument(trx, document));
    const since = (document: string, sequence: number) =>
      readTransaction(log, (trx) => readSince(trx, document, sequence));
    /** A document of the test's own with a snapshot, a tail, and the text of both. */
    const makeDocument = async (): Promise<string> => {
      const document = `canvas/${++documents}`;
      const doc = new Y.Doc();
      const updates: Uint8Array[] = [];
      doc.on("update", (update: Uint8Array) => updates.push(update));
      for (const letter of "folded and tail") doc.getText("t").insert(doc.getText("t").length, letter);
      const append = (some: readonly Uint8Array[]) =>
        appendCommits(
          log,
          some.map((update) => ({
            document,
            ...encodeRecord([update]),
            authors: [{ clientId: doc.clientID, actorId: "ada" }],
          })),
        );
      await append(updates.slice(0, 6));
      await compactDocument(log, document);
      await append(updates.slice(6));
      return document;
    };

    it("leaves everything as it was when it fails at any of its statements", async () => {
      const document = await makeDocument();
      const before = await read(document);
      let failures = 0;
      for (let nth = 1; nth < MAX_STATEMENTS; nth++) {
        const outcome = await compactDocument(log.withPlugin(failingAt(nth)), document).catch(() => "failed");
        if (outcome !== "failed") break;
        failures += 1;
        expect(await read(document)).toEqual(before);
      }
      expect(failures).toBeGreaterThanOrEqual(8);
      const after = await read(document);
      expect(after.logged).toMatchObject({ version: before.logged.version, tail: { records: 0 } });
      expect(textOf(after.logged.updates)).toBe("folded and tail");
    });

    it("gives way to one that was quicker, and to a record that is gone meanwhile", async () => {
      const document = await makeDocument();
      const both = await Promise.all([compactDocument(log, document), compactDocument(log, document)]);
      expect(both.sort((a, b) => a - b)).toEqual([0, 9]);
      expect(await compactDocument(log, document)).toBe(0);
      expect(textOf((await read(document)).logged.updates)).toBe("folded and tail");
    });

    it("quarantines only what another look finds corrupt as well", async () => {
      const document = await makeDocument();
      const { baseSequence, lastSequence } = await read(document);
      await quarantine(log, document, [
        { kind: "record", sequence: lastSequence },
        { kind: "snapshot", sequence: baseSequence },
        { kind: "record", sequence: lastSequence + 1_000 },
      ]);
      expect(textOf((await read(document)).logged.updates)).toBe("folded and tail");
      for (const table of ["canvas_updates", "canvas_snapshots"] as const)
        await log.updateTable(table).set({ checksum: 1 }).where("document", "=", document).execute();
      const damaged = await read(document);
      expect(damaged.logged).toMatchObject({ updates: [], snapshotIsCorrupt: true });
      // The records before the only snapshot are still there, and as corrupt.
      expect(damaged.logged.corruptSequences).toHaveLength(15);
      const found = await since(document, lastSequence - 1);
      expect(found).toEqual({
        updates: [],
        version: lastSequence,
        damage: [{ kind: "record", sequence: lastSequence }],
      });
      await quarantine(log, document, damaged.damage);
      expect(await read(document)).toMatchObject({
        damage: [],
        logged: { version: lastSequence, updates: [] },
      });
      expect(await compactDocument(log, document)).toBe(0);
    });

    it("gives the snapshot to whoever asks for more than the records that are left", async () => {
      const document = await makeDocument();
      const { lastSequence } = await read(document);
      await compactDocument(log, document);
      expect((await since(document, lastSequence - 3)).updates).toHaveLength(3);
      const all = await since(document, 0);
      expect(all).toMatchObject({ version: lastSequence, damage: [] });
      expect(textOf(all.updates)).toBe("folded and tail");
    });
  });
};

const dataDir = mkdtempSync(join(tmpdir(), "backlot-compaction-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
describeCompaction("SQLite", () => Promise.resolve({ dataDir }));

describe.runIf(hasPostgres("the compaction tests"))("PostgreSQL", () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  }, START_MS);
  afterAll(() => postgres.stop(), START_MS);
  describeCompaction("PostgreSQL", async () => ({
    dataDir: "",
    databaseUrl: await postgres.createDatabase(),
  }));
});
