import { randomBytes, webcrypto } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Records } from "../database/records.ts";
import { transact } from "../database/transact.ts";

/** A file is what a function made to be downloaded. */
type AssetKind = "picture" | "screenplay" | "file";

interface Asset {
  canvasId: string;
  bytes: Uint8Array;
  mediaType: string;
  kind: AssetKind;
}

/** Content-addressed files, `DATA_DIR/assets/ab/<sha-256>`; rows say which canvas may show which. */
export interface AssetStore {
  /** Durable when it resolves. Putting the same content again is cheap. */
  put(asset: Asset): Promise<{ hash: string }>;
  read(hash: string): Promise<{ bytes: Uint8Array; mediaType: string } | undefined>;
  /** Undefined when this canvas has no such asset, even when another one has. */
  findInCanvas(
    canvasId: string,
    hash: string,
  ): Promise<{ mediaType: string; byteLength: number } | undefined>;
  /** Hash of the screenplay imported last. */
  latestScreenplay(canvasId: string): Promise<string | undefined>;
}

/** Off the event loop: a film of many megabytes would hold up everybody else. */
const hashContent = async (bytes: Uint8Array): Promise<string> =>
  Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString("hex");

const isAssetHash = (value: string): boolean => /^[0-9a-f]{64}$/.test(value);

export const createAssetStore = (dataDir: string, records: Records): AssetStore => ({
  async put({ canvasId, bytes, mediaType, kind }) {
    const hash = await hashContent(bytes);
    await writeDurably(pathOf(dataDir, hash), bytes);
    const now = Date.now();
    await transact(records, async (trx) => {
      await trx
        .insertInto("assets")
        .values({ hash, media_type: mediaType, byte_length: bytes.byteLength, created_at: now })
        .onConflict((conflict) => conflict.column("hash").doNothing())
        .execute();
      await trx
        .insertInto("canvas_assets")
        .values({ canvas_id: canvasId, hash, kind, created_at: now })
        // A screenplay imported again is the latest again.
        .onConflict((conflict) =>
          conflict.columns(["canvas_id", "hash"]).doUpdateSet({ kind, created_at: now }),
        )
        .execute();
    });
    return { hash };
  },

  async read(hash) {
    if (!isAssetHash(hash)) return undefined;
    const row = await records
      .selectFrom("assets")
      .select("media_type")
      .where("hash", "=", hash)
      .executeTakeFirst();
    if (!row) return undefined;
    try {
      return { bytes: await readFile(pathOf(dataDir, hash)), mediaType: row.media_type };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async findInCanvas(canvasId, hash) {
    const row = await records
      .selectFrom("canvas_assets")
      .innerJoin("assets", "assets.hash", "canvas_assets.hash")
      .select(["assets.media_type", "assets.byte_length"])
      .where("canvas_assets.canvas_id", "=", canvasId)
      .where("canvas_assets.hash", "=", hash)
      .executeTakeFirst();
    return row && { mediaType: row.media_type, byteLength: Number(row.byte_length) };
  },

  async latestScreenplay(canvasId) {
    const row = await records
      .selectFrom("canvas_assets")
      .select("hash")
      .where("canvas_id", "=", canvasId)
      .where("kind", "=", "screenplay")
      .orderBy("created_at", "desc")
      .limit(1)
      .executeTakeFirst();
    return row?.hash;
  },
});

const pathOf = (dataDir: string, hash: string): string => join(dataDir, "assets", hash.slice(0, 2), hash);

/** Readers see the whole file or none: written beside, flushed, then renamed; the folder is flushed too. */
const writeDurably = async (path: string, bytes: Uint8Array): Promise<void> => {
  if (await hasLength(path, bytes.byteLength)) return;
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

const hasLength = async (path: string, byteLength: number): Promise<boolean> => {
  try {
    return (await stat(path)).size === byteLength;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
