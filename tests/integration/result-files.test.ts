import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import sharp from "sharp";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { addTake } from "@backlot/shared/canvas/commands/add-take";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { resultFilesSchema, type ResultFiles } from "@backlot/shared/functions/result-files";
import { createAssetStore, type AssetStore } from "@backlot/shared/server/assets/asset-store";
import { submitBatch } from "@backlot/shared/server/batches/submit-batch";
import { readPdfPages } from "../../job-worker/src/pdf/read-pdf.test-support.ts";
import { probeFfmpeg } from "../../job-worker/src/functions/animatic/find-ffmpeg.ts";
import { eventually } from "../support/eventually.ts";
import { startRunner, type TestRunner } from "../support/start-runner.ts";

let runner: TestRunner;
let assets: AssetStore;
beforeAll(async () => {
  runner = await startRunner();
  assets = createAssetStore(runner.dataDir, runner.records);
  await runner.startWorker();
});
afterAll(() => runner.stop());

const at = { x: 0, y: 0 };

/** Two scenes of two shots; the first shot has a take, the last no duration. */
const planFilm = async (
  canvasId: string,
  title?: string,
): Promise<{ canvas: CanvasDocument; saved: () => Promise<void> }> => {
  const { canvas, peer } = await runner.openCanvas(canvasId);
  if (title !== undefined) setMeta(canvas, { title, aspectRatio: "2:1" });
  for (const [scene, timeOfDay] of [
    ["one", "DUSK"],
    ["two", "NIGHT"],
  ] as const) {
    addNode(canvas, {
      id: scene,
      type: "scene",
      ...at,
      data: { interiorExterior: "EXT", setName: "PIER", timeOfDay },
    });
    for (const shot of ["a", "b"]) {
      const durationSeconds = scene === "two" && shot === "b" ? undefined : 1.5;
      const data = { scene, size: "WS", description: `=Beat ${scene} ${shot}`, durationSeconds };
      addNode(canvas, { id: `${scene}-${shot}`, type: "shot", ...at, data });
    }
  }
  const bytes = await sharp({ create: { width: 1280, height: 640, channels: 3, background: "#455" } })
    .png()
    .toBuffer();
  const { hash } = await assets.put({ canvasId, bytes, mediaType: "image/png", kind: "picture" });
  const author = { id: "ada", name: "Ada" };
  const made = { createdAt: 1, durationMs: 1, author, parameters: {}, inputHash: "0" };
  addTake(canvas, {
    nodeId: "one-a",
    take: { id: "take", function: "storyboard", functionVersion: 1, asset: hash, ...made },
  });
  return {
    canvas,
    saved: async () => void (await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false))),
  };
};

const submit = async (canvasId: string, name: string, options: unknown = {}): Promise<BatchView> => {
  const request = { canvasId, function: name, nodeIds: [], options, actor: { id: "ada", name: "Ada" } };
  const result = await submitBatch(runner, { ...request, nodes: new Map() });
  if (!result.ok) throw new Error(JSON.stringify(result.errors));
  return runner.awaitEnd(result.batch.id, 60_000);
};

const run = async (canvasId: string, name: string, options: unknown = {}): Promise<ResultFiles> => {
  const { saved } = await planFilm(canvasId, "Night / ferry");
  await saved();
  const ended = await submit(canvasId, name, options);
  expect(ended.jobs).toMatchObject([{ status: "done" }]);
  const result = resultFilesSchema.parse(ended.jobs[0]?.result);
  for (const { asset, mediaType, byteLength } of result.files)
    expect(await assets.findInCanvas(canvasId, asset)).toEqual({ mediaType, byteLength });
  return result;
};

const bytesOf = async (result: ResultFiles, ending: string): Promise<Uint8Array> => {
  const file = result.files.find(({ name }) => name.endsWith(ending));
  const stored = file && (await assets.read(file.asset));
  if (!stored) throw new Error(`There is no ${ending} in ${JSON.stringify(result)}`);
  return stored.bytes;
};

describe("functions that make files", () => {
  it("write the shot list as CSV and PDF", async () => {
    const result = await run("list", "shot-list");
    expect(result.files.map(({ name }) => name)).toEqual([
      "Night - ferry shot list.csv",
      "Night - ferry shot list.pdf",
    ]);
    expect(result.remarks).toEqual(["No take yet: 1B, 2A and 2B."]);
    const csv = new TextDecoder().decode(await bytesOf(result, "csv"));
    const { data } = Papa.parse<Record<string, string>>(csv, { header: true, skipEmptyLines: true });
    expect(data.map(({ id, shot, description }) => [id, shot, description])).toEqual([
      ["one-a", "1A", "'=Beat one a"],
      ["one-b", "1B", "'=Beat one b"],
      ["two-a", "2A", "'=Beat two a"],
      ["two-b", "2B", "'=Beat two b"],
    ]);
    const pdf = Buffer.from(await bytesOf(result, "pdf")).toString("latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
    expect(pdf.match(/\/Subtype \/Image/g)).toHaveLength(1);
  }, 60_000);

  it("name them by the record where nobody has written a title into the canvas", async () => {
    const { saved } = await planFilm("unnamed");
    await saved();
    const ended = await submit("unnamed", "shot-list", { format: "csv" });
    const result = resultFilesSchema.parse(ended.jobs[0]?.result);
    expect(result.files.map(({ name }) => name)).toEqual(["C shot list.csv"]);
  }, 60_000);

  it("print the storyboard of the scenes asked for", async () => {
    const result = await run("board", "storyboard-pdf", { scenes: ["one"], columns: 2, paper: "letter" });
    expect(result.files).toMatchObject([
      { name: "Night - ferry storyboard.pdf", mediaType: "application/pdf" },
    ]);
    expect(result.remarks).toEqual(["No take yet: 1B."]);
    const pdf = await bytesOf(result, "pdf");
    expect(readPdfPages(pdf)).toHaveLength(1);
  }, 60_000);

  it("make an animatic that plays from disk, and a GIF", async () => {
    const html = await run("html", "animatic");
    expect(html.files).toMatchObject([{ name: "Night - ferry animatic.html" }]);
    expect(html.remarks).toEqual(["No duration set, so 3 s were taken: 2B.", "No take yet: 1B, 2A and 2B."]);
    const page = new TextDecoder().decode(await bytesOf(html, "html"));
    expect(page).toContain('"totalSeconds":7.5');
    expect(page).toContain("data:image/jpeg;base64,");
    const gif = await sharp(await bytesOf(await run("gif", "animatic", { format: "gif" }), "gif"), {
      animated: true,
    }).metadata();
    expect(gif).toMatchObject({ pages: 4, delay: [1500, 1500, 1500, 3000], loop: 0 });
  }, 60_000);

  it("refuse a canvas without shots, and a selection of none, in words", async () => {
    await runner.openCanvas("empty");
    const names = ["shot-list", "storyboard-pdf", "animatic"];
    for (const name of names) {
      expect(await submit("empty", name)).toMatchObject({
        status: "failed",
        jobs: [{ error: "There are no shots yet. Add some, or choose other scenes." }],
      });
    }
  }, 60_000);

  it("read no picture that belongs to another canvas", async () => {
    const { canvas, saved } = await planFilm("thief");
    await runner.openCanvas("owner");
    const bytes = await sharp({ create: { width: 64, height: 32, channels: 3, background: "#a00" } })
      .png()
      .toBuffer();
    const { hash } = await assets.put({ canvasId: "owner", bytes, mediaType: "image/png", kind: "picture" });
    const author = { id: "ada", name: "Ada" };
    const made = { createdAt: 2, durationMs: 1, author, parameters: {}, inputHash: "0" };
    addTake(canvas, {
      nodeId: "one-a",
      take: { id: "stolen", function: "storyboard", functionVersion: 1, asset: hash, ...made },
    });
    await saved();
    const ended = await submit("thief", "animatic");
    const result = resultFilesSchema.parse(ended.jobs[0]?.result);
    expect(result.remarks).toContain("The picture could not be read: 1A.");
    expect(new TextDecoder().decode(await bytesOf(result, "html"))).not.toContain("data:image/jpeg");
  }, 60_000);
});

describe("the animatic as MP4", async () => {
  const problem = await probeFfmpeg();

  it.skipIf(problem !== undefined)(
    `has whole frames at the exact rate${problem ? ` (skipped: ${problem})` : ""}`,
    async () => {
      const result = await run("mp4", "animatic", { format: "mp4", frameRate: "23.976", size: "480p" });
      const mp4 = Buffer.from(await bytesOf(result, "mp4"));
      expect(mp4.subarray(4, 8).toString("latin1")).toBe("ftyp");
      // Faststart: the index stands before the pictures, so that a browser can begin at once.
      expect(mp4.indexOf("moov")).toBeLessThan(mp4.indexOf("mdat"));
      // mvhd holds the time scale and the duration in it: 7.5 s are 180 frames of 1001/24000 s.
      const header = mp4.indexOf("mvhd");
      const seconds = mp4.readUInt32BE(header + 20) / mp4.readUInt32BE(header + 16);
      expect(seconds).toBeCloseTo((180 * 1001) / 24_000, 2);
    },
    60_000,
  );
});
