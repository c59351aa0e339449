/// <reference lib="dom" />
/**
 * What the canvas costs the browser, in the real product: how soon a board of 200 nodes can be worked with (a fresh
 * browser, from navigation to a painted node in an idle main thread), and how much main thread 100 remote text edits a
 * second take on 1,000 nodes (Chromium's TaskDuration in thread time, the resting page beside it).
 * Usage: node perf/canvas-rendering.ts [runs]     BACKLOT_URL names a running product.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { chromium, type Browser, type Page } from "@playwright/test";
import * as Y from "yjs";
import { updateNode } from "../shared/src/canvas/commands/update-node.ts";
import { openCanvasDocument, type CanvasDocument } from "../shared/src/canvas/document.ts";
import { documentNameOf } from "../shared/src/protocol/document-name.ts";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "../tests/support/chromium.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../tests/support/rest-client.ts";
import { showAs } from "../tests/support/show-as.ts";
import { startProduct } from "../tests/support/start-product.ts";
import { describeMachine, percentile, printTable } from "./report.ts";

const RUNS = Number(process.argv[2] ?? 5);
const MEASURE_MS = 5000;
const EDITS_PER_SECOND = 100;
const BUDGETS = { interactiveMs: 2000, remoteMsPerSecond: 200 };

const product = process.env["BACKLOT_URL"] ? undefined : await startProduct();
const url = process.env["BACKLOT_URL"] ?? product?.url ?? "";
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
try {
  const client = await signUpPerson(url);
  await measureOpening(client);
  await measureRemoteEdits(client);
  process.stdout.write(`${describeMachine()}\n`);
} finally {
  await browser.close();
  await product?.stop();
}

async function measureOpening(client: RestClient): Promise<void> {
  const canvasId = await makeBoard(client, 200);
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await openPage(browser, client);
    await page.goto(`${url}/canvases/${canvasId}`);
    const ready = await page.waitForFunction(() => (window as { interactiveAt?: number }).interactiveAt);
    samples.push(Number(await ready.jsonValue()));
    await page.locator("[data-node]").first().click();
    await page.getByRole("complementary", { name: "Inspector" }).waitFor();
    await page.context().close();
  }
  printTable(`Opening 200 nodes, budget ${BUDGETS.interactiveMs} ms`, [
    {
      runs: RUNS,
      "p50 ms": Math.round(percentile(samples, 50)),
      "max ms": Math.round(Math.max(...samples)),
    },
  ]);
}

async function measureRemoteEdits(client: RestClient): Promise<void> {
  const canvasId = await makeBoard(client, 1000);
  const page = await openPage(browser, client);
  await page.goto(`${url}/canvases/${canvasId}`);
  await page.waitForFunction(() => (window as { interactiveAt?: number }).interactiveAt);
  const readTaskTime = await watchTaskTime(page);
  const peer = await joinAsPeer(client, canvasId);
  const shots = [...peer.canvas.nodes.keys()].filter(
    (id) => peer.canvas.nodes.get(id)?.get("type") === "shot",
  );
  const rows: Record<string, string | number>[] = [];
  for (const perSecond of [0, EDITS_PER_SECOND]) {
    const before = await readTaskTime();
    const startedAt = Date.now();
    let edits = 0;
    while (Date.now() - startedAt < MEASURE_MS) {
      const due = ((Date.now() - startedAt) * perSecond) / 1000;
      for (; edits < due; edits++) {
        const id = shots[(edits * 7919) % shots.length] ?? "";
        updateNode(peer.canvas, {
          id,
          data: { description: `Edit ${edits}: the bell rings over the water.` },
        });
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const after = await readTaskTime();
    const seconds = (Date.now() - startedAt) / 1000;
    rows.push({
      "edits/s": perSecond,
      "task ms/s": Math.round((after.task - before.task) / seconds),
      "script ms/s": Math.round((after.script - before.script) / seconds),
    });
  }
  printTable(`Remote text edits on 1,000 nodes, budget ${BUDGETS.remoteMsPerSecond} ms/s`, rows);
  peer.leave();
}

/** Scenes with rows of shots, and a cast: two edges per node, as a real board has. */
async function makeBoard(client: RestClient, size: number): Promise<string> {
  const { id } = await makeCanvas(client, `Board of ${size}`);
  const operations: unknown[] = [];
  const scenes = Math.ceil(size / 16);
  const cast = Math.ceil(size / 25);
  for (let i = 0; i < cast; i++) {
    const data = { name: `PERSON ${i}`, role: "Lead" };
    operations.push({
      op: "add-node",
      node: { id: `person${i}`, type: "character", x: 0, y: i * 80, data },
    });
  }
  for (let i = 0; i < scenes; i++) {
    const data = {
      interiorExterior: "INT",
      setName: `PLACE ${i}`,
      timeOfDay: "NIGHT",
      synopsis: "They wait for the last boat.",
    };
    operations.push({
      op: "add-node",
      node: { id: `scene${i}`, type: "scene", x: 300, y: i * 240, data },
    });
    operations.push({ op: "connect", edge: { source: `person${i % cast}`, target: `scene${i}` } });
  }
  for (let i = 0; i < size - scenes - cast; i++) {
    const row = i % scenes;
    const data = {
      scene: `scene${row}`,
      size: "MS",
      lensMm: 35,
      movement: "dolly-in",
      durationSeconds: 4,
      description: "She hears it: a bell.",
    };
    const node = {
      id: `shot${i}`,
      type: "shot",
      x: 620 + Math.floor(i / scenes) * 232,
      y: row * 240,
      data,
    };
    operations.push({ op: "add-node", node });
  }
  for (let at = 0; at < operations.length; at += 500) {
    await client.must("POST", `canvases/${id}/operations`, { operations: operations.slice(at, at + 500) });
  }
  return id;
}

/** A browser of its own, so that nothing is cached; notes when the first node stands in an idle main thread. */
async function openPage(browser: Browser, client: RestClient): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await showAs(context, client);
  await context.addInitScript(() => {
    const look = (): void => {
      if (!document.querySelector("[data-node]")) return void requestAnimationFrame(look);
      requestIdleCallback(() => ((window as { interactiveAt?: number }).interactiveAt = performance.now()));
    };
    requestAnimationFrame(look);
  });
  return context.newPage();
}

async function joinAsPeer(
  client: RestClient,
  canvasId: string,
): Promise<{ canvas: CanvasDocument; leave: () => void }> {
  const grant = await client.must<{ token: string; url: string }>(
    "POST",
    `canvases/${canvasId}/sync-token`,
    {},
  );
  const doc = new Y.Doc();
  const socket = new HocuspocusProviderWebsocket({ url: grant.url });
  const provider = new HocuspocusProvider({
    name: documentNameOf("canvas", canvasId),
    document: doc,
    token: grant.token,
    websocketProvider: socket,
  });
  const synced = new Promise<void>((resolve) => void provider.on("synced", () => resolve()));
  provider.attach();
  await synced;
  return {
    canvas: openCanvasDocument(doc),
    leave: () => {
      provider.destroy();
      socket.destroy();
    },
  };
}

/** Main-thread time of the page since now, in ms. The counters live as long as the one session that enabled them. */
async function watchTaskTime(page: Page): Promise<() => Promise<{ task: number; script: number }>> {
  const session = await page.context().newCDPSession(page);
  // CPU time of the thread: time in which another process had the core is not the canvas's.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    const ms = (name: string): number => (metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000;
    return { task: ms("TaskDuration"), script: ms("ScriptDuration") };
  };
}
