import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { LOCATION_KITS } from "@backlot/shared/canvas/node-types/location";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import { drawPlace } from "@backlot/shared/storyboard/draw-place";
import { drawPortrait } from "@backlot/shared/storyboard/draw-portrait";
import type { PanelInput } from "@backlot/shared/storyboard/panel-input";
import { createRasterizer, PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX, type Rasterizer } from "./rasterize.ts";

const rasterizer = createRasterizer({ threads: 2 });
afterAll(() => rasterizer.close());

const panel: PanelInput = {
  ratio: { width: 2, height: 1 },
  shot: { id: "1", number: "1A", size: "WS" },
  characters: [],
  options: { marks: true },
};

function pngSize(png: Uint8Array): { width: number; height: number } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/** By the kernel's own account of this process. */
const countThreadsThatGiveWay = (): number =>
  readdirSync("/proc/self/task").filter((thread) => {
    const afterName = readFileSync(`/proc/self/task/${thread}/stat`, "utf8").split(") ").at(-1) ?? "";
    return Number(afterName.split(" ")[16]) > 0;
  }).length;

describe("the rasteriser", () => {
  it("makes the full panel and its thumbnail", async () => {
    const images = await rasterizer.rasterize(drawPanel(panel).svg, [PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX]);
    expect(images.map(({ width, height }) => [width, height])).toEqual([
      [1280, 640],
      [410, 205],
    ]);
    for (const { png, width, height } of images) expect(pngSize(png)).toEqual({ width, height });
  });

  it("draws a panel in its thread, as this one would", async () => {
    const { images, missing } = await rasterizer.drawPanel(panel, [THUMBNAIL_WIDTH_PX]);
    const [here] = await rasterizer.rasterize(drawPanel(panel).svg, [THUMBNAIL_WIDTH_PX]);
    expect(missing).toEqual(drawPanel(panel).missing);
    expect(Buffer.compare(images[0]?.png ?? Buffer.alloc(0), here?.png ?? Buffer.alloc(1))).toBe(0);
  });

  it("leaves the event loop free while it draws", async () => {
    await rasterizer.drawPanel(panel, [PANEL_WIDTH_PX]);
    const before = { thread: process.threadCpuUsage(), process: process.cpuUsage() };
    await Promise.all(Array.from({ length: 12 }, () => rasterizer.drawPanel(panel, [PANEL_WIDTH_PX])));
    const here = process.threadCpuUsage(before.thread);
    const everywhere = process.cpuUsage(before.process);
    // Twelve panels are some 500 ms of work; here they may only cost messages.
    expect(here.user + here.system).toBeLessThan((everywhere.user + everywhere.system) / 4);
  });

  it.runIf(process.platform === "linux")("gives way only in the threads of a pool that is to", async () => {
    const draw = (pool: Rasterizer) => pool.rasterize(drawPanel(panel).svg, [64]);
    await draw(rasterizer);
    expect(countThreadsThatGiveWay()).toBe(0);
    const pool = createRasterizer({ threads: 1, givesWay: true });
    await draw(pool);
    expect(countThreadsThatGiveWay()).toBe(1);
    await pool.close();
  });

  it("draws the caption with the bundled font", async () => {
    const plain = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 40"><rect width="100" height="40" fill="#fff"/></svg>`;
    const lettered = plain.replace(
      "</svg>",
      `<text x="10" y="30" font-family="Inter" font-size="30">6B</text></svg>`,
    );
    const [blank] = await rasterizer.rasterize(plain, [100]);
    const [text] = await rasterizer.rasterize(lettered, [100]);
    expect(text?.png.byteLength).toBeGreaterThan(blank?.png.byteLength ?? 0);
  });

  it("renders portraits and places", async () => {
    const [face] = await rasterizer.rasterize(drawPortrait({ id: "ines" }, 96), [96]);
    const [place] = await rasterizer.rasterize(
      drawPlace({ id: "pier", name: "PIER 4" }, { timeOfDay: "DUSK" }),
      [320],
    );
    expect([face?.width, face?.height]).toEqual([96, 96]);
    expect([place?.width, place?.height]).toEqual([320, 240]);
  });

  it("rejects what is no SVG and goes on working", async () => {
    await expect(rasterizer.rasterize("<nothing", [100])).rejects.toThrow();
    await expect(rasterizer.rasterize(drawPanel(panel).svg, [64])).resolves.toHaveLength(1);
  });

  it("survives every size at every extreme of lens and angle", async () => {
    const sizes = ["EWS", "VWS", "WS", "MWS", "MS", "MCU", "CU", "BCU", "ECU"] as const;
    const kits = LOCATION_KITS.codes;
    const angles = ["worm", "high", "ground", "dutch", "overhead"] as const;
    const tasks = sizes.flatMap((size, row) =>
      kits
        .filter((_, at) => at % 3 === row % 3)
        .map((kit, column) =>
          drawPanel({
            ...panel,
            ratio: column % 3 === 0 ? { width: 9, height: 16 } : { width: 4, height: 1 },
            shot: {
              id: `${size}${kit}`,
              size,
              angle: angles[(row + column) % 5],
              lensMm: column % 2 === 0 ? 1 : 5000,
              movement: "zoom-in",
            },
            scene: { timeOfDay: row % 2 === 0 ? "NIGHT" : "DAWN" },
            location: { id: kit, kit },
            characters: [{ id: "a" }, { id: "b" }],
          }),
        ),
    );
    const images = await Promise.all(tasks.map(({ svg }) => rasterizer.rasterize(svg, [96])));
    expect(images).toHaveLength(90);
  });
});
