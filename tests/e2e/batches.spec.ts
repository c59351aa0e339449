import { readFileSync } from "node:fs";
import { expect, test, type Browser, type Locator, type Page } from "@playwright/test";
import { openRecords } from "@backlot/shared/server/database/records";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";
import { startProduct, type Product } from "../support/start-product.ts";
import { startScriptedDrawing, type ScriptedDrawing } from "../support/scripted-drawing.ts";
import { node } from "./journey.ts";

/** Batches as people live with them: an outside function that a test leads makes every state there is. */
const SHOTS = ["shot-0", "shot-1", "shot-2", "shot-3", "shot-4", "shot-5", "shot-6"];
const CONCURRENCY = 3;
/** A second until the stream tells, and what it takes to read and to draw on a busy machine. */
const SOON = { timeout: 4_000 };

let product: Product;
let drawing: ScriptedDrawing;
let client: RestClient;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  drawing = await startScriptedDrawing();
  product = await startProduct({
    env: { OUTSIDE_HOSTS: "127.0.0.1", WORKER_CONCURRENCY: String(CONCURRENCY) },
  });
  client = await signUpPerson(product.url, "Mei Tan");
});
test.afterAll(async () => {
  await product.stop();
  await drawing.stop();
});

const openBoard = async (): Promise<string> => {
  const { id } = await makeCanvas(client, "Board draft 3");
  const scene = { id: "scene", type: "scene", x: 200, y: 80, data: { number: "6", setName: "WHEELHOUSE" } };
  const shots = SHOTS.map((shot, index) => ({
    op: "add-node",
    node: { id: shot, type: "shot", x: 500 + index * 232, y: 80, data: { scene: "scene", size: "MS" } },
  }));
  await client.must("POST", `canvases/${id}/operations`, {
    operations: [{ op: "add-node", node: scene }, ...shots],
  });
  return id;
};

/** The workspace's owner has set the function up. */
const registerDrawing = async (): Promise<void> => {
  const { items } = await client.must<{ items: { id: string }[] }>("GET", "workspaces");
  const records = openRecords({ dataDir: product.dataDir });
  const now = Date.now();
  await records
    .insertInto("outside_functions")
    .values({
      id: "ink",
      workspace_id: items[0]?.id ?? "",
      provider: "http",
      title: "Ink wash",
      version: 1,
      config: JSON.stringify({
        provider: "http",
        manifestUrl: drawing.manifestUrl,
        manifest: drawing.manifest,
        timeLimitSeconds: 120,
        deterministic: false,
      }),
      sealed_secret: null,
      falls_back: 0,
      created_by: "mei",
      created_at: now,
      updated_at: now,
      removed_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await records.destroy();
};

const openAs = async (browser: Browser, canvasId: string): Promise<Page> => {
  const context = await browser.newContext({ baseURL: product.url, acceptDownloads: true });
  await showAs(context, client);
  const page = await context.newPage();
  await page.goto(`/canvases/${canvasId}`);
  await expect(node(page, "shot-0")).toBeVisible();
  return page;
};

const openReviewer = async (browser: Browser, canvasId: string): Promise<Page> => {
  const { url } = await client.must<{ url: string }>("POST", `canvases/${canvasId}/share-links`, {
    role: "viewer",
  });
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Your name").fill("Helen Brandt");
  await page.getByRole("button", { name: "Open the canvas" }).click();
  await expect(node(page, "shot-0")).toBeVisible();
  return page;
};

const drawerOf = (page: Page): Locator => page.getByRole("region", { name: "Batches" });
const tileOf = (page: Page, number: string): Locator =>
  drawerOf(page).getByRole("listitem").filter({ hasText: number });
const expectCounts = async (
  page: Page,
  counts: { done: number; running: number; failed: number; queued: number },
): Promise<void> => {
  const shown = drawerOf(page).locator("dl > div");
  for (const [name, count] of Object.entries(counts))
    await expect(shown.filter({ hasText: name }).locator("dd")).toHaveText(String(count));
};
const chooseFunction = async (page: Page, name: string): Promise<void> => {
  await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("radiogroup", { name: "Function" }).getByText(name, { exact: true }).click();
};

test("a batch is followed by all who are there, paused, retried and finished", async ({ browser }) => {
  test.setTimeout(120_000);
  await registerDrawing();
  const canvasId = await openBoard();
  drawing.set(["shot-0", "shot-1", "shot-6"], "draw");
  drawing.set(["shot-2"], { refuse: "no such style" });
  drawing.set(["shot-3", "shot-4", "shot-5"], "hold");
  const mei = await openAs(browser, canvasId);
  const helen = await openReviewer(browser, canvasId);

  // The form is made from the function's own schema, and says at the field what is wrong.
  await chooseFunction(mei, "Ink wash");
  const wetness = mei.getByRole("spinbutton", { name: "Wetness" });
  await expect(wetness).toHaveValue("3");
  await wetness.fill("12");
  await mei.getByRole("button", { name: "Run ink wash" }).click();
  await expect(mei.getByText("Between 0 and 9.")).toBeVisible();
  await expect(wetness).toHaveAttribute("aria-invalid", "true");
  await wetness.fill("5");
  await mei.getByRole("button", { name: "Run ink wash" }).click();

  // Two are done, one has failed, three are at work, one waits: in the drawer and on the nodes.
  await expect(drawerOf(mei).getByRole("heading", { name: "Ink wash, 7 shots" })).toBeVisible();
  await expectCounts(mei, { done: 2, running: 3, failed: 1, queued: 1 });
  await expect(tileOf(mei, "6A")).toContainText("Take 1");
  await expect(tileOf(mei, "6C").getByRole("button", { name: "Retry Shot 6C" })).toBeVisible();
  await expect(tileOf(mei, "6C")).toContainText("No such style");
  await expect(tileOf(mei, "6G")).toContainText("Queued, 1st");
  await expect(node(mei, "shot-2")).toContainText("Failed");
  await expect(node(mei, "shot-3")).toContainText(/\d+%/);
  await expect(
    mei.locator('[role="status"]').filter({ hasText: "Ink wash, 7 shots: 25 percent" }),
  ).toHaveCount(1);

  // A reviewer sees the same and can do nothing about it; after a reload too.
  for (const reload of [false, true]) {
    if (reload) await helen.reload();
    await expect(node(helen, "shot-3")).toContainText(/\d+%/);
    await helen.getByRole("button", { name: /^Batches: / }).click();
    await expectCounts(helen, { done: 2, running: 3, failed: 1, queued: 1 });
    await expect(tileOf(helen, "6C")).toContainText("No such style");
    await expect(drawerOf(helen).getByRole("button", { name: /Retry|Pause|Cancel|Resume/ })).toHaveCount(0);
    await expect(node(helen, "shot-2").getByRole("button", { name: "Retry" })).toHaveCount(0);
  }

  // Paused: what runs finishes, what waits stays.
  await drawerOf(mei).getByRole("button", { name: "Pause", exact: true }).click();
  await expect(drawerOf(mei).getByText("paused, 3 still finishing")).toBeVisible();
  await expect(tileOf(mei, "6G")).toContainText("Paused");
  await expect(node(mei, "shot-6")).toContainText("Paused");
  await expect(node(mei, "shot-6").locator(".lucide-pause")).toBeVisible();
  await expect(node(mei, "shot-6").locator(".lucide-clock")).toHaveCount(0);
  drawing.set(["shot-3", "shot-4", "shot-5"], "draw");
  await expectCounts(mei, { done: 5, running: 0, failed: 1, queued: 1 });
  await expectCounts(helen, { done: 5, running: 0, failed: 1, queued: 1 });
  await drawerOf(mei).getByRole("button", { name: "Resume" }).click();
  await expectCounts(mei, { done: 6, running: 0, failed: 1, queued: 0 });

  // The failed one has its own way out; then all is done, and everybody has the pictures.
  drawing.set(["shot-2"], "draw");
  await tileOf(mei, "6C").getByRole("button", { name: "Retry Shot 6C" }).click();
  await expectCounts(mei, { done: 7, running: 0, failed: 0, queued: 0 });
  await expectCounts(helen, { done: 7, running: 0, failed: 0, queued: 0 });
  await expect(tileOf(helen, "6C")).toContainText("Take 1");
  await expect(drawerOf(mei).getByRole("button", { name: /Retry|Pause|Cancel/ })).toHaveCount(0);
  await expect(mei.locator('[role="status"]').filter({ hasText: "Ink wash, 7 shots: done" })).toHaveCount(1);
  for (const page of [mei, helen]) await page.context().close();
});

test("a submission whose answer was lost is one batch when it is made again", async ({ browser }) => {
  await registerDrawing();
  const canvasId = await openBoard();
  drawing.set(SHOTS, "draw");
  const page = await openAs(browser, canvasId);
  const submission = `**/api/v1/canvases/${canvasId}/batches`;
  let answersToLose = 1;
  await page.route(submission, async (route) => {
    if (route.request().method() !== "POST" || answersToLose-- === 0) return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await chooseFunction(page, "Ink wash");
  await page.getByRole("button", { name: "Run ink wash" }).click();
  await expect(page.getByText("Run it again when it can: it runs only once.")).toBeVisible();
  await page.getByRole("button", { name: "Run ink wash" }).click();
  await expect(drawerOf(page).getByRole("heading", { name: "Ink wash, 7 shots" })).toBeVisible();
  const { items } = await client.must<{ items: unknown[] }>("GET", `canvases/${canvasId}/batches`);
  expect(items).toHaveLength(1);
  await page.context().close();
});

test("without a connection all stays as it was seen, and catches up by itself", async ({ browser }) => {
  test.setTimeout(120_000);
  await registerDrawing();
  const canvasId = await openBoard();
  drawing.set(["shot-0", "shot-1"], "draw");
  drawing.set(["shot-2"], { refuse: "no such style" });
  drawing.set(["shot-3", "shot-4", "shot-5", "shot-6"], "hold");
  await client.must("POST", `canvases/${canvasId}/batches`, { function: "outside/ink", nodeIds: SHOTS });
  const page = await openAs(browser, canvasId);
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("b");
  const stood = { done: 2, running: 3, failed: 1, queued: 1 };
  await expectCounts(page, stood);
  await expect(node(page, "shot-3")).toContainText(/Ink wash \d+%/);
  const live = drawerOf(page).getByText("Results reach everybody as they finish. You can close this.");
  await expect(live).toBeVisible();
  const pause = drawerOf(page).getByRole("button", { name: "Pause", exact: true });
  const again = page.getByRole("button", { name: "Try again" });
  const notPaused = page.getByText("Not paused: the server cannot be reached.");

  // The web server is gone, and nothing starts it again for now.
  process.kill(product.supervisorPid, "SIGSTOP");
  const { web } = product.pids();
  if (web !== undefined) process.kill(web, "SIGKILL");
  await expect(drawerOf(page).getByText(/You are offline\. .*how it stood at \d\d:\d\d/)).toBeVisible();
  await expect(page.getByRole("button", { name: /^Batches: .*, not live$/ })).toBeVisible();
  await pause.click();
  await pause.click();
  await expect(notPaused).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(drawerOf(page)).toHaveCount(0);
  await page.keyboard.press("b");
  await expectCounts(page, stood);
  await expect(node(page, "shot-3")).toContainText(/Ink wash \d+%/);
  await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByText(/What your workspace has added could not be read/)).toBeVisible();

  // The work has gone on; all of it comes without a hand, in the open menu too, and the act is there to be tried again.
  drawing.set(["shot-3", "shot-4"], "draw");
  process.kill(product.supervisorPid, "SIGCONT");
  await expect(page.getByRole("radiogroup", { name: "Function" }).getByText("Ink wash")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(live).toBeVisible();
  await expectCounts(page, { done: 4, running: 2, failed: 1, queued: 0 });
  await expect(node(page, "shot-3")).not.toContainText(/\d+%/);
  await expect(node(page, "shot-5")).toContainText(/Ink wash \d+%/);

  // The browser has no network, as it knows itself; its open connections may live on.
  await page.context().setOffline(true);
  await pause.click();
  await expect(drawerOf(page).getByText(/^Not live: .*how it stood at/)).toBeVisible();
  await again.hover();
  await page.context().setOffline(false);
  await expect(live).toBeVisible();
  await again.click();
  await expect(drawerOf(page).getByText("paused, 2 still finishing")).toBeVisible();
  drawing.set(SHOTS, "draw");
  await page.context().close();
});

test("waiting batches are put in order by hand, by keys and by priority", async ({ browser }) => {
  test.setTimeout(120_000);
  await registerDrawing();
  const canvasId = await openBoard();
  drawing.set(SHOTS, "hold");
  const submit = (nodeIds: string[]) =>
    client.must("POST", `canvases/${canvasId}/batches`, { function: "outside/ink", nodeIds, options: {} });
  // The first takes every place of the worker; the others wait behind it.
  await submit(SHOTS.slice(0, CONCURRENCY));
  const page = await openAs(browser, canvasId);
  await expect(node(page, "shot-2")).toContainText(/Ink wash \d+%/);
  const other = await openBoard();
  const colleague = await openAs(browser, other);
  for (const count of [4, 5, 6]) await submit(SHOTS.slice(0, count));
  // With the drawer closed too a waiting batch is seen at once: beside the one that is followed, and where none is.
  await expect(node(page, "shot-3")).toContainText(/Queued, \d/, SOON);
  await client.must("POST", `canvases/${other}/batches`, { function: "outside/ink", nodeIds: SHOTS });
  await expect(node(colleague, "shot-0")).toContainText("Queued, 1st", SOON);
  await colleague.context().close();
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("b");

  const waiting = drawerOf(page).getByRole("list", { name: "Waiting batches" });
  const rows = waiting.getByRole("listitem");
  const expectOrder = async (...counts: number[]): Promise<void> =>
    expect(rows).toHaveText(counts.map((count, at) => new RegExp(`${at + 1}\\. Ink wash, ${count} shots`)));
  await expectOrder(4, 5, 6);

  await rows
    .nth(2)
    .getByRole("button", { name: /^Move Ink wash, 6 shots/ })
    .focus();
  await page.keyboard.press("ArrowUp");
  await expectOrder(4, 6, 5);

  const grip = await rows
    .nth(0)
    .getByRole("button", { name: /^Move Ink wash, 4 shots/ })
    .boundingBox();
  const last = await rows.nth(2).boundingBox();
  if (!grip || !last) throw new Error("The waiting list is not in view");
  await page.mouse.move(grip.x + 8, grip.y + 8);
  await page.mouse.down();
  await page.mouse.move(grip.x + 8, last.y + last.height / 2, { steps: 6 });
  await page.mouse.up();
  await expectOrder(6, 5, 4);

  await rows
    .nth(2)
    .getByRole("button", { name: /^Priority and order/ })
    .click();
  await page.getByRole("menuitemradio", { name: "High priority" }).click();
  await expectOrder(4, 6, 5);
  await expect(rows.nth(0)).toContainText("High");

  // What is shown stays in sight when it is no longer what runs.
  const shown = drawerOf(page).getByRole("heading", { name: "Ink wash, 3 shots" });
  await drawerOf(page).getByRole("button", { name: "Pause", exact: true }).click();
  await expect(drawerOf(page).getByText("paused, 3 still finishing")).toBeVisible();
  await expect(shown).toBeVisible();
  await drawerOf(page).getByRole("button", { name: "Resume" }).click();

  drawing.set(SHOTS, "draw");
  await expect(waiting).toHaveCount(0, { timeout: 30_000 });
  await page.context().close();
});

test("a mixed selection is told apart, and a function of the whole canvas gives files", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const canvasId = await openBoard();
  const page = await openAs(browser, canvasId);

  await node(page, "scene").click();
  await node(page, "shot-0").click({ modifiers: ["Control"] });
  await node(page, "shot-1").click({ modifiers: ["Control"] });
  await chooseFunction(page, "Storyboard");
  const refused = page.getByRole("list", { name: "Not for this function" });
  await expect(refused).toContainText("Scene 6");
  await expect(refused).toContainText("runs on shots");
  await page.getByRole("button", { name: "Run on the 2 that fit" }).click();
  await expect(drawerOf(page).getByRole("heading", { name: "Storyboard, 2 shots" })).toBeVisible();
  await expectCounts(page, { done: 2, running: 0, failed: 0, queued: 0 });

  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("Escape");
  await chooseFunction(page, "Shot list");
  await page.getByRole("button", { name: "Run shot list" }).click();
  const files = drawerOf(page).getByRole("list", { name: "Files" });
  await expect(files.getByRole("listitem").first()).toBeVisible({ timeout: 30_000 });
  const link = files.getByRole("link", { name: /^Download / }).first();
  const name = (await link.getAttribute("download")) ?? "";
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe(name);
  expect(readFileSync(await download.path()).byteLength).toBeGreaterThan(20);

  // Another batch is chosen with the keyboard: the focus goes where it is shown.
  await drawerOf(page)
    .getByRole("button", { name: /^Storyboard, 2 shots/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(drawerOf(page).getByRole("heading", { name: "Storyboard, 2 shots" })).toBeFocused();
  await page.context().close();
});
