import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createAssetStore } from "@backlot/shared/server/assets/asset-store";
import { beatWorker, isFirstWorker } from "@backlot/shared/server/batches/recover-jobs";
import type { Records } from "@backlot/shared/server/database/records";
import { insertCanvas } from "../../tests/support/batch-records.ts";
import { describeRecords, type TestRecords } from "../../tests/support/describe-records.ts";
import { forgetResults } from "./forget-results.ts";
import { reuseResult } from "./reuse-result.ts";

const DAY_MS = 86_400_000;
const BOUNDS = { maxAgeMs: 30 * DAY_MS, maxResults: 2_000 };

let opened: TestRecords;
let records: Records;

describeRecords("stored results", (open) => {
  beforeAll(async () => {
    opened = await open();
    records = opened.records;
    await insertCanvas(records, "one");
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    await records.deleteFrom("function_results").execute();
  });

  /** Results `<prefix>-0` …, each wanted a second before the one before it. */
  const store = async (prefix: string, count: number, newestUseAt: number): Promise<void> => {
    for (let from = 0; from < count; from += 100) {
      const rows = Array.from({ length: Math.min(100, count - from) }, (_, index) => ({
        key: `${prefix}-${from + index}`,
        ...{ function: "storyboard", content: "{}", created_at: 1 },
        used_at: newestUseAt - (from + index) * 1000,
      }));
      await records.insertInto("function_results").values(rows).execute();
    }
  };
  const listKeys = async (): Promise<string[]> =>
    (await records.selectFrom("function_results").select("key").orderBy("used_at", "desc").execute()).map(
      ({ key }) => key,
    );

  it("are forgotten when nobody has wanted them for long, in several transactions if they are many", async () => {
    await store("old", 1_200, Date.now() - BOUNDS.maxAgeMs - DAY_MS);
    await store("young", 3, Date.now() - BOUNDS.maxAgeMs + DAY_MS);
    expect(await forgetResults(records, BOUNDS)).toBe(1_200);
    expect(await listKeys()).toEqual(["young-0", "young-1", "young-2"]);
    expect(await forgetResults(records, BOUNDS)).toBe(0);
  });

  it("are forgotten when they are too many, those first that were wanted longest ago", async () => {
    await store("young", 5, Date.now());
    expect(await forgetResults(records, { ...BOUNDS, maxResults: 5 })).toBe(0);
    expect(await forgetResults(records, { ...BOUNDS, maxResults: 3 })).toBe(2);
    expect(await listKeys()).toEqual(["young-0", "young-1", "young-2"]);
  });

  it("stay while they are wanted, and are made anew when they are gone; files stay in any case", async () => {
    const assets = createAssetStore(opened.dataDir, records);
    const draw = () =>
      reuseResult(
        { records, assets, noteResult: () => undefined },
        {
          ...{ canvasId: "one", options: {}, input: { size: "WS" } },
          contract: { name: "storyboard", version: 1 },
          make: async () => {
            const bytes = new TextEncoder().encode("panel");
            const put = { canvasId: "one", bytes, mediaType: "image/png", kind: "picture" } as const;
            return { asset: (await assets.put(put)).hash, width: 2, height: 1, parameters: {} };
          },
        },
      );
    const age = (usedAt: number) =>
      records.updateTable("function_results").set({ used_at: usedAt }).execute();

    const drawn = await draw();
    await age(Date.now() - BOUNDS.maxAgeMs - DAY_MS);
    expect(await draw()).toHaveProperty("reused", true);
    expect(await forgetResults(records, BOUNDS)).toBe(0);

    await age(Date.now() - BOUNDS.maxAgeMs - DAY_MS);
    expect(await forgetResults(records, BOUNDS)).toBe(1);
    const hash = drawn.kind === "take" ? (drawn.take.asset ?? "") : "";
    expect((await assets.read(hash))?.mediaType).toBe("image/png");
    expect(await assets.findInCanvas("one", hash)).toBeDefined();
    expect(await draw()).toEqual(drawn);
  });

  it("are looked after by one of the living workers", async () => {
    for (const id of ["b", "c", "a"]) await beatWorker(records, id);
    expect(await Promise.all(["a", "b", "c"].map((id) => isFirstWorker(records, id)))).toEqual([
      true,
      false,
      false,
    ]);
    await records
      .updateTable("workers")
      .set({ seen_at: Date.now() - DAY_MS })
      .where("id", "=", "a")
      .execute();
    expect(await isFirstWorker(records, "b")).toBe(true);
  });
});
