import { expect, test, type Page } from "@playwright/test";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

const SCRIPT = `Dark but for the compass. TOMAS steers with two fingers.

INES
It's cold on deck.

TOMAS
Where's Wren?

INES
Counting waves. She says somebody should.

She takes the wheel from her coat and sets it on the ledge.

TOMAS
There's no landing at night. You can't see the stones.

He looks at the water.`;

const NODES = [
  { id: "ines", type: "character", x: 24, y: 80, data: { name: "INES", role: "Lead" } },
  { id: "tomas", type: "character", x: 24, y: 160, data: { name: "TOMAS" } },
  {
    id: "scene",
    type: "scene",
    x: 296,
    y: 80,
    data: {
      number: "6",
      interiorExterior: "INT",
      setName: "WHEELHOUSE",
      timeOfDay: "NIGHT",
      synopsis: "Ines tells Tomas what the clock is for.",
      script: SCRIPT,
      pageEighths: 6,
    },
  },
];

const makeBoard = async (client: RestClient): Promise<string> => {
  const { id } = await makeCanvas(client, "Coverage");
  const cast = ["ines", "tomas"].map((source) => ({ op: "connect", edge: { source, target: "scene" } }));
  await client.must("POST", `canvases/${id}/operations`, {
    operations: [...NODES.map((node) => ({ op: "add-node", node })), ...cast],
  });
  return id;
};

const run = async (client: RestClient, canvasId: string, body: Record<string, unknown>): Promise<unknown> => {
  const submitted = await client.must<BatchView>("POST", `canvases/${canvasId}/batches`, body);
  return eventually(async () => {
    const batch = await client.must<BatchView>("GET", `batches/${submitted.id}`);
    if (batch.status !== "done") throw new Error(`The batch is ${batch.status}: ${batch.jobs[0]?.error}`);
    return batch.jobs[0]?.result;
  }, 30_000);
};

const open = async (
  page: Page,
  client: RestClient,
  canvasId: string,
  theme: "dark" | "light",
): Promise<void> => {
  await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
  await showAs(page.context(), client);
  await page.goto(`${PRODUCT_URL}/canvases/${canvasId}`);
  await expect(page.locator("[data-node]").first()).toBeVisible();
};

const fitAll = async (page: Page): Promise<void> => {
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("Shift+1");
};

const proposed = (page: Page) => page.locator("article.proposed");

for (const theme of ["dark", "light"] as const) {
  test(`proposed shots look proposed, and are accepted and dropped by everyone (${theme})`, async ({
    page,
    browser,
  }) => {
    const client = await signUpPerson(PRODUCT_URL, "Mei Tan");
    const id = await makeBoard(client);
    const result = await run(client, id, {
      function: "coverage",
      nodeIds: ["scene"],
      options: { maxShots: 5 },
    });
    expect(result).toEqual({ counts: { proposedShots: 5 } });

    await open(page, client, id, theme);
    const scene = page.locator('.svelte-flow__node[data-id="scene"]');
    await expect(scene).toContainText("0 shots");
    await expect(scene).toContainText("5 proposed");
    await fitAll(page);
    await expect(proposed(page)).toHaveCount(5);
    const first = proposed(page).first();
    await expect(first).toContainText("Proposed");
    await expect(first).toContainText("Master, Wheelhouse");
    await expect(first).toHaveCSS("border-top-style", "dashed");
    await expect(first.getByRole("button", { name: "Run" })).toHaveCount(0);
    await page.screenshot({ path: `test-results/proposals-${theme}.png` });

    await first.getByRole("button", { name: "Accept the proposed shot" }).click();
    await expect(proposed(page)).toHaveCount(4);
    await expect(page.locator("article.shot").filter({ hasText: "Master, Wheelhouse" })).toContainText("6A");
    await expect(scene).toContainText("1 shot");
    await expect(page.getByText("1 proposed shot accepted")).toBeVisible();

    const context = await browser.newContext();
    const colleague = await context.newPage();
    await open(colleague, client, id, theme);
    await expect(colleague.locator('.svelte-flow__node[data-id="scene"]')).toContainText("4 proposed");
    await colleague.getByRole("button", { name: "Drop 4 proposed shots" }).click();
    await expect(proposed(page)).toHaveCount(0);
    await expect(scene).not.toContainText("proposed");
    await colleague.getByRole("button", { name: "Undo", exact: true }).last().click();
    await expect(proposed(page)).toHaveCount(4);
    await context.close();

    await page.getByRole("application", { name: "Canvas" }).focus();
    await page.keyboard.press("Control+a");
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    await expect(inspector).toContainText("4 shots proposed by Coverage");
    await page.screenshot({ path: `test-results/proposals-selected-${theme}.png` });
    await inspector.getByRole("button", { name: "Accept 4 proposed shots" }).click();
    await expect(proposed(page)).toHaveCount(0);
    await expect(scene).toContainText("5 shots");
    expect(
      await run(client, id, { function: "coverage", nodeIds: ["scene"], options: { maxShots: 5 } }),
    ).toEqual({
      counts: { proposedShots: 0 },
      remarks: ["The scene's own shots cover it. Nothing is proposed."],
    });
  });

  test(`findings stand beside their scene, can be shown and muted, and stay muted (${theme})`, async ({
    page,
  }) => {
    const client = await signUpPerson(PRODUCT_URL, "Mei Tan");
    const id = await makeBoard(client);
    const shots = [1, 2].map((place) => ({
      op: "add-node",
      node: {
        id: `shot-${place}`,
        type: "shot",
        x: 376 + place * 232,
        y: 80,
        data: { scene: "scene", size: "MS", lensMm: 50, description: "Tomas steers." },
      },
    }));
    const cast = [1, 2].map((place) => ({
      op: "connect",
      edge: { source: "tomas", target: `shot-${place}` },
    }));
    await client.must("POST", `canvases/${id}/operations`, { operations: [...shots, ...cast] });
    expect(await run(client, id, { function: "continuity" })).toEqual({
      counts: { findings: 3, muted: 0, resolved: 0 },
    });

    await open(page, client, id, theme);
    await fitAll(page);
    const jump = page.locator("article.finding").filter({ hasText: "Jump cut" });
    await expect(jump).toContainText("6A and 6B frame TOMAS alike");
    await expect(page.locator("article.finding").filter({ hasText: "Speaker not seen" })).toContainText(
      "INES",
    );
    await page.screenshot({ path: `test-results/findings-${theme}.png` });
    const before = await jump.boundingBox();

    await jump.getByRole("button", { name: "Show" }).click();
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    await expect(inspector).toContainText("2 nodes selected");
    await page.keyboard.press("Escape");
    await jump.getByRole("button", { name: "Mute" }).click();
    const muted = page.locator("article.muted");
    await expect(muted).toContainText("Jump cut");
    await expect(muted).not.toContainText("frame TOMAS alike");
    expect((await muted.boundingBox())?.height).toBeLessThan(before?.height ?? 0);
    await page.screenshot({ path: `test-results/findings-muted-${theme}.png` });

    const durations = [1, 2].map((place) => ({
      op: "update-node",
      id: `shot-${place}`,
      data: { durationSeconds: 20 },
    }));
    await client.must("POST", `canvases/${id}/operations`, { operations: durations });
    expect(await run(client, id, { function: "continuity" })).toEqual({
      counts: { findings: 2, muted: 1, resolved: 1 },
    });
    await expect(page.locator("article.finding")).toHaveCount(1);
    await muted.getByRole("button", { name: "Unmute" }).click();
    await expect(page.locator("article.finding")).toHaveCount(2);
  });
}
