/// <reference lib="dom" />
/**
 * What a batch of 1,000 jobs costs the browser that looks at it, in the real product: frame times and main-thread time
 * while the contact sheet is scrolled, first while the jobs run and the stream tells of them, then when all are
 * done. While they run the worker has the cores as well, so the budget is for the second.
 * Usage: node perf/batch-drawer.ts [jobs]     BACKLOT_URL names a running product.
 */
import { chromium, type Page } from "@playwright/test";
import type { BatchView } from "../shared/src/functions/batch-view.ts";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "../tests/support/chromium.ts";
import { eventually } from "../tests/support/eventually.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../tests/support/rest-client.ts";
import { showAs } from "../tests/support/show-as.ts";
import { startProduct } from "../tests/support/start-product.ts";
import { describeMachine, percentile, printTable } from "./report.ts";

const JOBS = Number(process.argv[2] ?? 1000);
const SCROLL_MS = 5000;
/** One notch of a wheel, 30 times a second: a hand that wants to see the end. */
const NOTCH = { px: 100, everyMs: 33 };
const BUDGETS = { frameP95Ms: 34, tiles: 120 };

const product = process.env["BACKLOT_URL"] ? undefined : await startProduct();
const url = process.env["BACKLOT_URL"] ?? product?.url ?? "";
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
try {
  const client = await signUpPerson(url);
  const canvasId = await makeBoard(client);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await showAs(context, client);
  const page = await context.newPage();
  await page.goto(`${url}/canvases/${canvasId}`);
  await page.locator("[data-node]").first().waitFor();
  const nodeIds = Array.from({ length: JOBS }, (_, index) => `shot${index}`);
  const { id } = await client.must<BatchView>("POST", `canvases/${canvasId}/batches`, {
    ...{ function: "storyboard", nodeIds, options: {} },
  });
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("b");
  await page.locator("[data-job]").first().waitFor();
  const running = await measureScrolling(page, "running");
  await eventually(async () => {
    const { status } = await client.must<BatchView>("GET", `batches/${id}`);
    if (status !== "done") throw new Error(`The batch is ${status}`);
  }, 300_000);
  const done = await measureScrolling(page, "done");
  printTable(
    `Scrolling ${JOBS} jobs, budget when done p95 ${BUDGETS.frameP95Ms} ms a frame, ${BUDGETS.tiles} tiles drawn at once`,
    [running, done],
  );
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await browser.close();
  await product?.stop();
}

async function measureScrolling(page: Page, state: string): Promise<Record<string, string | number>> {
  const sheet = await page.getByRole("list", { name: "Jobs in shot order" }).boundingBox();
  if (!sheet) throw new Error("The sheet is not in view");
  await page.mouse.move(sheet.x + sheet.width / 2, sheet.y + 80);
  const readTaskTime = await watchTaskTime(page);
  await page.evaluate(() => {
    const frames: number[] = [];
    const state = { frames, running: true, tiles: 0 };
    let last = performance.now();
    const onFrame = (now: number): void => {
      frames.push(now - last);
      last = now;
      state.tiles = Math.max(state.tiles, document.querySelectorAll("[data-job]").length);
      if (state.running) requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
    (window as { measured?: typeof state }).measured = state;
  });
  const before = await readTaskTime();
  const startedAt = performance.now();
  let notches = 0;
  while (performance.now() - startedAt < SCROLL_MS) {
    const due = (performance.now() - startedAt) / NOTCH.everyMs;
    // Down for the first half, then back up.
    for (; notches < due; notches++) {
      const down = performance.now() - startedAt < SCROLL_MS / 2;
      await page.mouse.wheel(0, down ? NOTCH.px : -NOTCH.px);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  const taskMs = (await readTaskTime()) - before;
  const measured = await page.evaluate(() => {
    const { measured } = window as unknown as {
      measured: { frames: number[]; running: boolean; tiles: number };
    };
    measured.running = false;
    return { frames: measured.frames, tiles: measured.tiles };
  });
  return {
    state,
    notches,
    "frame p50 ms": Math.round(percentile(measured.frames, 50)),
    "p95 ms": Math.round(percentile(measured.frames, 95)),
    "max ms": Math.round(Math.max(...measured.frames)),
    "task ms/s": Math.round(taskMs / seconds),
    "tiles drawn": measured.tiles,
  };
}

async function makeBoard(client: RestClient): Promise<string> {
  const { id } = await makeCanvas(client, `Board of ${JOBS}`);
  const sizes = ["WS", "MS", "CU", "ECU"];
  const operations: unknown[] = [
    { op: "add-node", node: { id: "scene", type: "scene", x: 0, y: 0, data: { setName: "PIER 4" } } },
  ];
  for (let i = 0; i < JOBS; i++) {
    const data = {
      scene: "scene",
      size: sizes[i % sizes.length],
      lensMm: 24 + (i % 60),
      description: `Shot ${i}`,
    };
    const at = { x: 400 + (i % 40) * 232, y: Math.floor(i / 40) * 240 };
    operations.push({ op: "add-node", node: { id: `shot${i}`, type: "shot", ...at, data } });
  }
  for (let at = 0; at < operations.length; at += 500)
    await client.must("POST", `canvases/${id}/operations`, { operations: operations.slice(at, at + 500) });
  return id;
}

/** CPU time of the page's main thread in ms: time in which another process had the core is not the page's. */
async function watchTaskTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1000;
  };
}
