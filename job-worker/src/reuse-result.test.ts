import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createAssetStore, type AssetStore } from "@backlot/shared/server/assets/asset-store";
import type { Records } from "@backlot/shared/server/database/records";
import { insertCanvas } from "../../tests/support/batch-records.ts";
import { describeRecords, type TestRecords } from "../../tests/support/describe-records.ts";
import { reuseResult } from "./reuse-result.ts";

let opened: TestRecords;
let records: Records;
let assets: AssetStore;
const heard: string[] = [];
let made = 0;

const drawOnce = (
  canvasId: string,
  input: unknown,
  { options = {}, version = 1 }: { options?: unknown; version?: number } = {},
) =>
  reuseResult(
    { records, assets, noteResult: (name, source) => heard.push(`${name} ${source}`) },
    {
      ...{ canvasId, options, input },
      contract: { name: "storyboard", version },
      make: async () => {
        made += 1;
        const store = (text: string) =>
          assets.put({
            canvasId,
            bytes: new TextEncoder().encode(text),
            mediaType: "image/png",
            kind: "picture",
          });
        const [panel, small] = [await store(`panel ${made}`), await store(`small ${made}`)];
        return { asset: panel.hash, thumbnail: small.hash, width: 2, height: 1, parameters: {} };
      },
    },
  );

describeRecords("a result", (open) => {
  beforeAll(async () => {
    opened = await open();
    records = opened.records;
    assets = createAssetStore(opened.dataDir, records);
    await insertCanvas(records, "one");
    await insertCanvas(records, "other");
  });
  afterAll(() => opened.close());

  it("is made once for the same function, version, input and options, and linked to each canvas", async () => {
    heard.length = 0;
    const first = await drawOnce("one", { size: "WS", lens: { mm: 35, kind: "prime" } });
    expect(first).toMatchObject({
      kind: "take",
      take: { width: 2, inputHash: expect.any(String) as string },
    });
    expect(first).not.toHaveProperty("reused");
    const again = await drawOnce("other", { lens: { kind: "prime", mm: 35 }, size: "WS" });
    expect(again).toEqual({ ...first, reused: true });
    expect(heard).toEqual(["storyboard made", "storyboard reused"]);
    const asset = again.kind === "take" ? (again.take.asset ?? "") : "";
    expect(await assets.findInCanvas("other", asset)).toMatchObject({ mediaType: "image/png" });
  });

  it("is made anew for another input, other options or another version", async () => {
    await drawOnce("one", { size: "CU" });
    const before = made;
    await drawOnce("one", { size: "BCU" });
    await drawOnce("one", { size: "CU" }, { options: { marks: true } });
    await drawOnce("one", { size: "CU" }, { version: 2 });
    expect(made).toBe(before + 3);
  });

  it("is made anew when a file of it is gone", async () => {
    const first = await drawOnce("one", { size: "ECU" });
    if (first.kind !== "take") throw new Error("No take");
    const thumbnail = first.take.thumbnail ?? "";
    await rm(join(opened.dataDir, "assets", thumbnail.slice(0, 2), thumbnail));
    const second = await drawOnce("one", { size: "ECU" });
    expect(second).not.toHaveProperty("reused");
    expect(await drawOnce("one", { size: "ECU" })).toEqual({ ...second, reused: true });
  });
});
