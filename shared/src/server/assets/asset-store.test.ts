import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describeRecords, type TestRecords } from "../../../../tests/support/describe-records.ts";
import { watchOwnStalls } from "../../../../tests/support/own-time.ts";
import type { Records } from "../database/records.ts";
import { createAssetStore, type AssetStore } from "./asset-store.ts";

let opened: TestRecords;
let dataDir: string;
let records: Records;
let assets: AssetStore;

const picture = (canvasId: string, text: string) => ({
  canvasId,
  bytes: new TextEncoder().encode(text),
  mediaType: "image/png",
  kind: "picture" as const,
});

describeRecords("the asset store", (open) => {
  beforeEach(async () => {
    opened = await open();
    ({ dataDir, records } = opened);
    assets = createAssetStore(dataDir, records);
    const at = { created_at: 1, updated_at: 1 };
    await records.insertInto("workspaces").values({ id: "w", name: "W", created_at: 1 }).execute();
    await records
      .insertInto("projects")
      .values({ id: "p", workspace_id: "w", name: "P", ...at })
      .execute();
    for (const id of ["one", "two"]) {
      await records
        .insertInto("canvases")
        .values({ id, project_id: "p", title: "C", ...at })
        .execute();
    }
  });

  afterEach(() => opened.close());

  it("keeps content under its hash, once, and leaves no temporary file", async () => {
    const hash = createHash("sha256").update("panel").digest("hex");
    const puts = await Promise.all([1, 2, 3].map(() => assets.put(picture("one", "panel"))));
    expect(puts).toEqual([{ hash }, { hash }, { hash }]);
    const stored = await assets.read(hash);
    expect(stored?.mediaType).toBe("image/png");
    expect(new TextDecoder().decode(stored?.bytes)).toBe("panel");
    expect(await readdir(join(dataDir, "assets", hash.slice(0, 2)))).toEqual([hash]);
  });

  it("shows an asset only to the canvases it was put for", async () => {
    const { hash } = await assets.put(picture("one", "panel"));
    expect(await assets.findInCanvas("one", hash)).toEqual({ mediaType: "image/png", byteLength: 5 });
    expect(await assets.findInCanvas("two", hash)).toBeUndefined();
    await assets.put(picture("two", "panel"));
    expect(await assets.findInCanvas("two", hash)).toBeDefined();
  });

  it("answers nothing for an unknown hash, a path, or a file that is gone", async () => {
    expect(await assets.read("0".repeat(64))).toBeUndefined();
    expect(await assets.read("../records.db")).toBeUndefined();
    const { hash } = await assets.put(picture("one", "panel"));
    await rm(join(dataDir, "assets"), { recursive: true });
    expect(await assets.read(hash)).toBeUndefined();
  });

  it("names the screenplay imported last, also when it is an old one again", async () => {
    expect(await assets.latestScreenplay("one")).toBeUndefined();
    const script = (text: string) => ({
      ...picture("one", text),
      mediaType: "text/plain",
      kind: "screenplay" as const,
    });
    await assets.put(picture("one", "panel"));
    const first = await assets.put(script("first draft"));
    await records.updateTable("canvas_assets").set({ created_at: 5 }).execute();
    const second = await assets.put(script("second draft"));
    expect(await assets.latestScreenplay("one")).toBe(second.hash);
    await records.updateTable("canvas_assets").set({ created_at: 6 }).execute();
    await assets.put(script("first draft"));
    expect(await assets.latestScreenplay("one")).toBe(first.hash);
  });

  it("keeps a file to download, however large, without holding up the event loop", async () => {
    const bytes = new Uint8Array(48 * 1024 * 1024).fill(7);
    const stalls = watchOwnStalls();
    const { hash } = await assets.put({ canvasId: "one", bytes, mediaType: "video/mp4", kind: "file" });
    const longestStallMs = stalls.stop();
    expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(await assets.findInCanvas("one", hash)).toEqual({
      mediaType: "video/mp4",
      byteLength: bytes.byteLength,
    });
    expect(longestStallMs).toBeLessThan(150);
  });

  it("refuses an asset of an unknown canvas", async () => {
    await expect(assets.put(picture("nowhere", "panel"))).rejects.toThrow(/foreign key/i);
  });
});
