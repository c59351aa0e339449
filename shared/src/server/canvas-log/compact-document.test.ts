import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { hasPostgres, startPostgres, type TestPostgres } from "../../../../tests/support/start-postgres.ts";
import { bytesAsPrototype, originInItself } from "../../../../tests/support/unappliable-updates.ts";
import { appendCommits } from "./append-commits.ts";
import { compactDocument } from "./compact-document.ts";
import { openCanvasLog, prepareCanvasLog, type CanvasLogPlace } from "./open-canvas-log.ts";
import { quarantine } from "./quarantine.ts";
import { readDocument, updatesOf } from "./read-document.ts";
import { readSince } from "./read-since.ts";
import { decodeRecord, encodeRecord } from "./record.ts";
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

    /** Its text, its version, and how many records are to be applied after its snapshot. */
    const facts = async (document: string) => {
      const found = await read(document);
      return { text: textOf(updatesOf(found)), version: found.version, tail: found.records.length };
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
      expect(await facts(document)).toEqual({ text: "folded and tail", version: before.version, tail: 0 });
    });

    it("gives way to one that was quicker, and to a record that is gone meanwhile", async () => {
      const document = await makeDocument();
      const both = await Promise.all([compactDocument(log, document), compactDocument(log, document)]);
      expect(both.map(({ records }) => records).sort((a, b) => a - b)).toEqual([0, 9]);
      expect(await compactDocument(log, document)).toEqual({ records: 0, damage: [] });
      expect((await facts(document)).text).toBe("folded and tail");
    });

    it("quarantines only what another look finds damaged as well", async () => {
      const document = await makeDocument();
      const { snapshot, version } = await read(document);
      const base = snapshot?.sequence ?? 0;
      const other = { reason: "unappliable" as const, message: "", unappliable: [Uint8Array.of(9)] };
      await quarantine(log, document, [
        { kind: "record", sequence: version, reason: "checksum" },
        { kind: "snapshot", sequence: base, reason: "checksum" },
        { kind: "record", sequence: version + 1_000, reason: "checksum" },
        { kind: "record", sequence: version, ...other },
        { kind: "snapshot", sequence: base, ...other },
      ]);
      expect((await facts(document)).text).toBe("folded and tail");
      for (const table of ["canvas_updates", "canvas_snapshots"] as const)
        await log.updateTable(table).set({ checksum: 1 }).where("document", "=", document).execute();
      const damaged = await read(document);
      expect(updatesOf(damaged)).toEqual([]);
      // The records before the only snapshot are still there, and as corrupt.
      expect(damaged.damage.map(({ kind }) => kind)).toEqual(["snapshot", ...Array(15).fill("record")]);
      expect(await since(document, version - 1)).toEqual({
        updates: [],
        version,
        damage: [{ kind: "record", sequence: version, reason: "checksum" }],
      });
      expect(await compactDocument(log, document)).toEqual({ records: 0, damage: damaged.damage });
      expect(await read(document)).toEqual({ snapshot: undefined, records: [], version, damage: [] });
      expect(await compactDocument(log, document)).toEqual({ records: 0, damage: [] });
    });

    it("keeps of a record what can be applied, and loses nothing when that fails at any statement", async () => {
      const document = await makeDocument();
      const doc = new Y.Doc();
      doc.getMap("m").set("beside", true);
      const updates = [originInItself(), Y.encodeStateAsUpdate(doc), bytesAsPrototype()];
      const [commit] = await appendCommits(log, [{ document, ...encodeRecord(updates), authors: [] }]);
      const sequence = commit?.sequence ?? 0;
      const before = await read(document);
      const quarantined = log
        .selectFrom("canvas_quarantine")
        .select(["kind", "sequence", "bytes", "checksum", "reason"])
        .where("document", "=", document);
      let failures = 0;
      for (let nth = 1; nth < MAX_STATEMENTS; nth++) {
        const outcome = await compactDocument(log.withPlugin(failingAt(nth)), document).catch(() => "failed");
        if (outcome !== "failed") break;
        failures += 1;
        expect(await read(document)).toEqual(before);
        expect(await quarantined.execute()).toEqual([]);
      }
      expect(failures).toBeGreaterThanOrEqual(8);
      const [row, ...others] = await quarantined.execute();
      expect(others).toEqual([]);
      expect(row).toMatchObject({ kind: "record", sequence });
      expect(row?.reason).toMatch(/^unappliable: ./);
      expect(row && decodeRecord(row.bytes, row.checksum)).toEqual({ ok: true, updates });
      expect((await read(document)).records.at(-1)).toEqual({ sequence, updates: [updates[1]] });
      expect(await compactDocument(log, document)).toEqual({ records: 10, damage: [] });
      expect(await facts(document)).toEqual({ text: "folded and tail", version: sequence, tail: 0 });
    });

    it("moves the same away once, when two find it at the same time", async () => {
      const document = await makeDocument();
      await appendCommits(log, [{ document, ...encodeRecord([originInItself()]), authors: [] }]);
      const { version } = await read(document);
      await Promise.all([compactDocument(log, document), compactDocument(log, document)]);
      const moved = await log
        .selectFrom("canvas_quarantine")
        .select("sequence")
        .where("document", "=", document)
        .execute();
      expect(moved).toEqual([{ sequence: version }]);
      // Who came when the other was through has folded the rest already.
      expect((await compactDocument(log, document)).damage).toEqual([]);
      expect(await facts(document)).toEqual({ text: "folded and tail", version, tail: 0 });
    });

    it("gives the snapshot to whoever asks for more than the records that are left", async () => {
      const document = await makeDocument();
      const { version } = await read(document);
      await compactDocument(log, document);
      expect((await since(document, version - 3)).updates).toHaveLength(3);
      const all = await since(document, 0);
      expect(all).toMatchObject({ version, damage: [] });
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
