import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAssetStore, type AssetStore } from "@backlot/shared/server/assets/asset-store";
import { migrateRecords, openRecords, type Records } from "@backlot/shared/server/database/records";
import { fitPictures, type FittedPictures } from "./fit-pictures.ts";

let dataDir: string;
let records: Records;
let assets: AssetStore;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "backlot-pictures-"));
  records = openRecords({ dataDir });
  await migrateRecords(records);
  assets = createAssetStore(dataDir, records);
  const at = { created_at: 1, updated_at: 1 };
  await records.insertInto("workspaces").values({ id: "w", name: "W", created_at: 1 }).execute();
  await records
    .insertInto("projects")
    .values({ id: "p", workspace_id: "w", name: "P", ...at })
    .execute();
  for (const id of ["own", "other"])
    await records
      .insertInto("canvases")
      .values({ id, project_id: "p", title: "C", ...at })
      .execute();
});
afterAll(async () => {
  await records.destroy();
  await rm(dataDir, { recursive: true, force: true });
});

const png = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background } })
    .png()
    .toBuffer();
const put = async (bytes: Uint8Array, mediaType = "image/png", canvasId = "own"): Promise<string> =>
  (await assets.put({ canvasId, bytes, mediaType, kind: "picture" })).hash;
const fit = (
  hashes: string[],
  more: { maxBytes?: number; signal?: AbortSignal } = {},
): Promise<FittedPictures> =>
  fitPictures({
    ...{ assets, canvasId: "own", hashes, widthPx: 100, maxBytes: 1e9, onProgress: () => undefined },
    signal: new AbortController().signal,
    ...more,
  });

describe("fitting pictures", () => {
  it("scales each once, never up, on white where it is clear", async () => {
    const wide = await put(await png(400, 200, "#336699"));
    const small = await put(await png(40, 20, "#00000000"));
    const { pictures, unreadable } = await fit([wide, small, wide]);
    expect([...unreadable]).toEqual([]);
    expect([wide, small].map((hash) => [pictures.get(hash)?.width, pictures.get(hash)?.height])).toEqual([
      [100, 50],
      [40, 20],
    ]);
    const { channels } = await sharp(pictures.get(small)?.jpeg).stats();
    expect(channels.every(({ mean }) => mean > 250)).toBe(true);
  });

  it("sets aside what is no picture, is gone, or belongs to another canvas", async () => {
    const words = await put(new TextEncoder().encode("id,shot"), "text/csv");
    const liar = await put(new TextEncoder().encode("<svg onload='x'/>"), "image/png");
    const cut = await put((await png(300, 300, "#123456")).subarray(0, 60));
    const foreign = await put(await png(64, 32, "#aa0000"), "image/png", "other");
    const hashes = [words, liar, cut, foreign, "0".repeat(64), "../records.db"];
    const { pictures, unreadable } = await fit(hashes);
    expect(pictures.size).toBe(0);
    expect([...unreadable].sort()).toEqual(hashes.sort());
  });

  it("stops when all together are too large, and when nobody waits any more", async () => {
    const hashes = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => put(await png(90, 90 + index, "#808080"))),
    );
    const fitted = await fit(hashes, { maxBytes: 1 });
    expect(fitted.tooLarge).toBe(true);
    expect(fitted.pictures.size).toBeLessThan(5);
    const aborted = AbortSignal.abort(new Error("The worker stops"));
    await expect(fit(hashes, { signal: aborted })).rejects.toThrow("The worker stops");
  });
});
