/**
 * How long until an edit in one browser stands in the other: two Chromium windows on one machine, the real product.
 * Person A nudges a node with the arrow keys; the time runs from A's keydown to the frame in which B's node has moved.
 * Usage: node perf/edit-latency.ts [samples]
 */
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "../tests/support/chromium.ts";
import { makeCanvas, signUpPerson } from "../tests/support/rest-client.ts";
import { showAs } from "../tests/support/show-as.ts";
import { startProduct } from "../tests/support/start-product.ts";
import { describeMachine, percentile, printTable } from "./report.ts";

const SAMPLES = Number(process.argv[2] ?? 40);
const PAUSE_BETWEEN_MS = 150;

const product = await startProduct();
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
try {
  const client = await signUpPerson(product.url);
  const canvas = await makeCanvas(client);
  const node = { id: "note", type: "note", x: 200, y: 200, data: { text: "Watch me" } };
  await client.must("POST", `canvases/${canvas.id}/operations`, { operations: [{ op: "add-node", node }] });

  const [a, b] = await Promise.all(
    [1, 2].map(async () => {
      const context = await browser.newContext({ viewport: { width: 1000, height: 700 } });
      await showAs(context, client);
      const page = await context.newPage();
      await page.goto(`${product.url}/canvases/${canvas.id}`);
      await page.locator('[data-node="note"]').waitFor();
      return page;
    }),
  );
  if (!a || !b) throw new Error("Two pages are needed");

  await a.locator('[data-node="note"]').click();
  await a.evaluate(() => {
    addEventListener("keydown", () => ((window as { pressedAt?: number }).pressedAt = Date.now()), true);
  });
  await b.evaluate(() => {
    const element = document.querySelector('[data-node="note"]')?.closest(".svelte-flow__node");
    if (!element) throw new Error("No node on the page");
    new MutationObserver(() => {
      requestAnimationFrame(() => ((window as { movedAt?: number }).movedAt = Date.now()));
    }).observe(element, { attributes: true });
  });

  const samples: number[] = [];
  for (let i = 0; i < SAMPLES; i++) {
    await b.evaluate(() => delete (window as { movedAt?: number }).movedAt);
    await a.keyboard.press(i % 2 === 0 ? "ArrowRight" : "ArrowLeft");
    const moved = await b.waitForFunction(() => (window as { movedAt?: number }).movedAt, undefined, {
      timeout: 5_000,
    });
    const pressedAt = await a.evaluate(() => (window as { pressedAt?: number }).pressedAt ?? 0);
    samples.push(Number(await moved.jsonValue()) - pressedAt);
    await a.waitForTimeout(PAUSE_BETWEEN_MS);
  }
  printTable("Edit in one browser visible in the other (ms)", [
    {
      samples: samples.length,
      p50: percentile(samples, 50),
      p95: percentile(samples, 95),
      max: Math.max(...samples),
    },
  ]);
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await browser.close();
  await product.stop();
}
