import { afterAll, describe, expect, it } from "vitest";
import type { AnimaticPanel } from "@backlot/shared/animatic/plan-animatic";
import { createRasterizer } from "../../rasterizer/rasterize.ts";
import { captionSvg, missingPictureSvg } from "./caption-svg.ts";
import { frameSizeOf } from "./draw-frames.ts";

const rasterizer = createRasterizer({ threads: 1 });
afterAll(() => rasterizer.close());

const panel = (words: string): AnimaticPanel => ({
  ...{
    number: words,
    scene: 0,
    startSeconds: 0,
    durationSeconds: 1,
    camera: words,
    size: words,
    description: words,
  },
});
const scene = (words: string) => ({ number: words, slugline: words, tone: "dusk" as const, startSeconds: 0 });

describe("what is drawn into a video", () => {
  it.each(["5A", "", `"><script>&\u0000\ud800`, "long ".repeat(2000), "王芳 🎬", "x".repeat(5000)])(
    "is a picture of the caption's size, whatever the words (%#)",
    async (words) => {
      for (const width of [480, 1280]) {
        const [image] = await rasterizer.rasterize(captionSvg(panel(words), scene(words), width, 110), [
          width,
        ]);
        expect([image?.width, image?.height]).toEqual([width, 110]);
        const [missing] = await rasterizer.rasterize(missingPictureSvg(words.slice(0, 5), width, 270), [
          width,
        ]);
        expect([missing?.width, missing?.height]).toEqual([width, 270]);
      }
    },
  );

  it.each([
    { ratio: [16, 9], size: { width: 1280, pictureHeight: 720 } },
    { ratio: [2, 1], size: { width: 1280, pictureHeight: 640 } },
    { ratio: [2.39, 1], size: { width: 1280, pictureHeight: 536 } },
    { ratio: [4, 3], size: { width: 960, pictureHeight: 720 } },
    { ratio: [9, 16], size: { width: 720, pictureHeight: 1280 } },
  ])("fits $ratio into 720p with even sides", ({ ratio: [width = 1, height = 1], size }) => {
    const frame = frameSizeOf({ width, height }, 720, true);
    expect(frame).toMatchObject(size);
    expect(frame.captionHeight % 2).toBe(0);
    expect(frameSizeOf({ width, height }, 720, false).captionHeight).toBe(0);
  });
});
