import { spawn } from "node:child_process";
import { crc32 } from "node:zlib";
import { afterAll, beforeAll, beforeEach } from "vitest";
import * as Y from "yjs";
import type { Damage } from "@backlot/shared/server/canvas-log/damage";
import { openCanvasLog, type CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import type { CanvasLog } from "@backlot/shared/server/canvas-log/tables";
import { createLogger } from "@backlot/shared/server/logger";
import type { Commit, DocumentStore } from "../../sync-server/src/document-store/document-store.ts";
import { openDocumentStore } from "../../sync-server/src/document-store/open-document-store.ts";

export interface StoreUnderTest {
  readonly place: CanvasLogPlace;
  /** Lets nobody write any more; resolves with the way back. */
  breakStore(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Starting and recovering a database takes its time on a machine that is busy with other tests. */
export const SLOW_MS = 40_000;

export const openStore = (
  place: CanvasLogPlace,
  reportDamage: (document: string, damage: readonly Damage[]) => void = () => undefined,
): Promise<DocumentStore> =>
  openDocumentStore({ ...place, logger: createLogger("test", "silent"), reportDamage });

export const bytesOf = (updates: readonly Uint8Array[]): number[][] => updates.map((update) => [...update]);

export const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc.getText("t").toJSON();
};

/** One of the processes beside this file, on the same log. */
export const spawnOn = ({ dataDir, databaseUrl }: CanvasLogPlace, program: string, ...args: string[]) =>
  spawn(
    process.execPath,
    [
      new URL(program, import.meta.url).pathname,
      ...args,
      dataDir,
      ...(databaseUrl === undefined ? [] : [databaseUrl]),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );

/** A text letter by letter, each an update of its own. */
export const updatesOf = (text: string): Uint8Array[] => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => updates.push(update));
  for (const letter of text) doc.getText("t").insert(doc.getText("t").length, letter);
  return updates;
};

/** One store for all tests of a suite, a look into its log from outside, and ways to spoil what is there. */
export class TestedStore {
  under!: StoreUnderTest;
  store!: DocumentStore;
  log!: CanvasLog;
  /** What the store has reported of `a` and `b`. */
  reported: Pick<Damage, "kind" | "sequence" | "reason">[] = [];
  /** Two documents of each test's own. */
  a = "";
  b = "";

  /** Registers the hooks that open and close it. */
  constructor(make: () => Promise<StoreUnderTest>) {
    let tests = 0;
    beforeAll(async () => {
      this.under = await make();
      this.store = await this.#open();
      this.log = openCanvasLog(this.under.place, { maxConnections: 1, timeoutMs: 5_000 });
    }, SLOW_MS);
    afterAll(async () => {
      await this.log.destroy();
      await this.store.close();
      await this.under.remove();
    }, SLOW_MS);
    beforeEach(() => {
      tests += 1;
      this.a = `canvas/a${tests}`;
      this.b = `canvas/b${tests}`;
      this.reported = [];
    });
  }

  async reopen(): Promise<void> {
    await this.store.close();
    this.store = await this.#open();
  }

  #open(): Promise<DocumentStore> {
    return openStore(this.under.place, (_, damage) => {
      for (const { kind, sequence, reason } of damage) this.reported.push({ kind, sequence, reason });
    });
  }

  write(document: string, text: string): Promise<Commit[]> {
    return Promise.all(updatesOf(text).map((update) => this.store.append(document, [update])));
  }

  async corruptRecord(sequence: number): Promise<void> {
    const row = await this.log
      .selectFrom("canvas_updates")
      .select("record")
      .where("sequence", "=", sequence)
      .executeTakeFirstOrThrow();
    await this.log
      .updateTable("canvas_updates")
      .set({ record: flipLastByte(row.record) })
      .where("sequence", "=", sequence)
      .execute();
  }

  corruptNewestSnapshot(document: string): Promise<void> {
    return this.#spoilNewestSnapshot(document, (state) => ({ state: flipLastByte(state) }));
  }

  /** With a checksum that fits. */
  replaceNewestSnapshot(document: string, state: Uint8Array): Promise<void> {
    return this.#spoilNewestSnapshot(document, () => ({ state, checksum: crc32(state) }));
  }

  async #spoilNewestSnapshot(
    document: string,
    spoil: (state: Uint8Array) => { state: Uint8Array; checksum?: number },
  ): Promise<void> {
    const row = await this.log
      .selectFrom("canvas_snapshots")
      .select(["state", "through_sequence"])
      .where("document", "=", document)
      .orderBy("through_sequence", "desc")
      .executeTakeFirstOrThrow();
    await this.log
      .updateTable("canvas_snapshots")
      .set(spoil(row.state))
      .where("document", "=", document)
      .where("through_sequence", "=", row.through_sequence)
      .execute();
  }

  quarantined() {
    return this.log
      .selectFrom("canvas_quarantine")
      .select(["document", "kind", "sequence"])
      .where("document", "=", this.a)
      .execute();
  }
}

const flipLastByte = (bytes: Uint8Array): Uint8Array => {
  const changed = Uint8Array.from(bytes);
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 0x55;
  return changed;
};
