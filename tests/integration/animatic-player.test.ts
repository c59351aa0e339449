import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "@playwright/test";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Animatic } from "@backlot/shared/animatic/plan-animatic";
import { writePlayer } from "../../job-worker/src/functions/animatic/write-player.ts";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "../support/chromium.ts";
import { eventually } from "../support/eventually.ts";

const picture = { asset: "a".repeat(64), thumbnail: "a".repeat(64) };

/** Four shots in two scenes: 0–2–4–6–7.5 s; the third has no picture. */
const animatic: Animatic = {
  title: `Night ferry </script><script>document.title = "broken out"</script>`,
  ratio: 2,
  totalSeconds: 7.5,
  withoutDuration: [],
  scenes: [
    { number: "5", slugline: "EXT. PIER 4 – DUSK", tone: "dusk", startSeconds: 0 },
    { number: "6", slugline: "INT. WHEELHOUSE – NIGHT", tone: "night-int", startSeconds: 4 },
  ],
  panels: ["5A", "5B", "6A", "6B"].map((number, index) => ({
    ...{ number, scene: index < 2 ? 0 : 1, startSeconds: index * 2, durationSeconds: index === 3 ? 1.5 : 2 },
    ...{ camera: "WS · 35mm", size: "WS", description: `Beat ${number} <b>&amp;</b>` },
    ...(index !== 2 && { picture }),
  })),
};

let folder: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const troubles: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "backlot-player-"));
  const jpeg = await sharp({ create: { width: 64, height: 32, channels: 3, background: "#a63" } })
    .jpeg()
    .toBuffer();
  const pictures = new Map([[picture.asset, { jpeg, width: 64, height: 32 }]]);
  await writeFile(join(folder, "player.html"), await writePlayer({ animatic, pictures, captions: true }));
  browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  troubles.length = 0;
  context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  page = await context.newPage();
  page.on("console", (message) => troubles.push(message.text()));
  page.on("pageerror", (error) => troubles.push(String(error)));
  page.on("request", (request) => {
    if (!/^(data:|file:.*player\.html$)/.test(request.url())) troubles.push(`asked for ${request.url()}`);
  });
  await page.goto(pathToFileURL(join(folder, "player.html")).href);
});
afterEach(async () => {
  expect(troubles).toEqual([]);
  await context.close();
});

const shown = async (): Promise<string> =>
  `${await page.locator("#number").innerText()} ${await page.locator("#time").innerText()}`;
const press = (...keys: string[]): Promise<void> =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());

describe("the animatic's player, opened from disk", () => {
  it("shows the first shot with its words, still, and says all of it as text", async () => {
    expect(await shown()).toBe("5A 0:00 / 0:07");
    expect(await page.title()).toBe(`${animatic.title} – Animatic`);
    expect(await page.locator("#description").innerText()).toBe("Beat 5A <b>&amp;</b>");
    expect(await page.locator("#slugline").innerText()).toBe("EXT. PIER 4 – DUSK");
    expect(await page.locator("#count").innerText()).toBe("Shot 1 of 4");
    expect(
      await page.locator("#stage img.shown").evaluate((image: HTMLImageElement) => image.naturalWidth),
    ).toBe(64);
    expect(await page.locator("#marks i").count()).toBe(2);
  });

  it("goes by keyboard from shot to shot, from scene to scene, to the end and back", async () => {
    await press("ArrowRight");
    expect(await shown()).toBe("5B 0:02 / 0:07");
    await press("PageDown");
    expect(await shown()).toBe("6A 0:04 / 0:07");
    expect(await page.locator("#missing").innerText()).toMatch(/WS\s+No take yet/);
    await press("End");
    expect(await shown()).toBe("6B 0:07 / 0:07");
    await press("ArrowLeft", "PageUp");
    expect(await shown()).toBe("5A 0:00 / 0:07");
    await press("End", "Home");
    expect(await shown()).toBe("5A 0:00 / 0:07");
    expect(await page.locator("#announcement").innerText()).toMatch(/^Shot 5A, WS · 35mm, Beat 5A/);
  });

  it("plays with the clock, pauses, begins again after the end, and loops when told", async () => {
    await page.clock.install({ time: 0 });
    await page.reload();
    await page.clock.pauseAt(3_600_000);
    await press("Space");
    await page.clock.runFor(2_500);
    expect(await shown()).toMatch(/^5B 0:02/);
    await press("Space");
    await page.clock.runFor(3_000);
    expect(await shown()).toMatch(/^5B 0:02/);
    await press("Space");
    await page.clock.runFor(6_000);
    expect(await shown()).toBe("6B 0:07 / 0:07");
    expect(await page.getByRole("button", { name: "Play", exact: true }).count()).toBe(1);
    await press("l", "Space");
    await page.clock.runFor(8_500);
    expect(await shown()).toMatch(/^5A 0:0[01]/);
    expect(await page.getByRole("button", { name: "Pause" }).count()).toBe(1);
  });

  it("seeks where the scrubber is clicked and says the place to a screen reader", async () => {
    const box = await page.locator("#scrubber").boundingBox();
    if (!box) throw new Error("The scrubber is not shown");
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height / 2);
    expect(await shown()).toMatch(/^5B 0:0[23]/);
    expect(await page.locator("#scrubber").getAttribute("aria-valuetext")).toMatch(
      /^0:0[23] of 0:07, shot 5B$/,
    );
  });

  it("hides captions, fills the screen, and fits any window without scrolling", async () => {
    await press("c");
    expect(await page.locator("#caption").isVisible()).toBe(false);
    await press("c", "f");
    await eventually(async () =>
      expect(await page.evaluate(() => document.fullscreenElement?.id)).toBe("player"),
    );
    await press("f");
    await eventually(async () => expect(await page.evaluate(() => document.fullscreenElement)).toBeNull());
    for (const [width, height] of [
      [320, 568],
      [844, 390],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      const overflow = await page.evaluate(() => {
        const { scrollWidth, scrollHeight, clientWidth, clientHeight } = document.documentElement;
        return [scrollWidth - clientWidth, scrollHeight - clientHeight];
      });
      expect(overflow).toEqual([0, 0]);
      const play = await page.locator("#play").boundingBox();
      expect((play?.y ?? height) + (play?.height ?? 0)).toBeLessThanOrEqual(height);
      for (const id of ["loop", "captions", "full-screen"])
        expect((await page.locator(`#${id}`).boundingBox())?.x ?? width).toBeLessThanOrEqual(width - 36);
    }
  });
});
