import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

/** The measures and words of the batch screen and of the inspector, read back from the running product. */
const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

test("a finished batch stands in the drawer as a contact sheet in shot order, its takes in the inspector", async ({
  page,
}) => {
  const client = await signUpPerson(PRODUCT_URL, "Mei Tan");
  const { id } = await makeCanvas(client, "Board draft 3");
  const shots = ["MS", "CU"].map((size, index) => ({
    op: "add-node",
    node: { id: `shot-${index}`, type: "shot", x: 500 + index * 232, y: 80, data: { scene: "scene", size } },
  }));
  const scene = { id: "scene", type: "scene", x: 200, y: 80, data: { number: "6", setName: "WHEELHOUSE" } };
  await client.must("POST", `canvases/${id}/operations`, {
    operations: [{ op: "add-node", node: scene }, ...shots],
  });
  const nodeIds = ["shot-0", "shot-1"];
  const submitted = await client.must<BatchView>("POST", `canvases/${id}/batches`, {
    function: "storyboard",
    nodeIds,
    options: {},
  });
  await eventually(async () => {
    const batch = await client.must<BatchView>("GET", `batches/${submitted.id}`);
    if (batch.status !== "done") throw new Error(`The batch is ${batch.status}`);
  }, 30_000);

  await showAs(page.context(), client);
  await page.goto(`${PRODUCT_URL}/canvases/${id}`);
  await page.locator('[data-node="shot-0"] img').waitFor();
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("b");

  const drawer = page.getByRole("region", { name: "Batches" });
  expect((await drawer.boundingBox())?.height).toBe(304);
  await expect(drawer.getByRole("heading", { name: "Storyboard, 2 shots" })).toBeVisible();
  await expect(drawer.getByText("Results reach everybody as they finish. You can close this.")).toBeVisible();
  const counts = drawer.locator("dl > div");
  await expect(counts).toHaveText([/done\s*2/, /running\s*0/, /failed\s*0/, /queued\s*0/]);
  const tiles = drawer.getByRole("list", { name: "Jobs in shot order" }).getByRole("listitem");
  // What a screen reader hears stands in the tile too, before what is seen.
  await expect(tiles).toHaveText([
    /6A\s*Shot 6A: Take 1\.\s+Take 1\s*\d+\.\d s$/,
    /6B\s*Shot 6B: Take 1\.\s+Take 1\s*\d+\.\d s$/,
  ]);
  const picture = await tiles.first().getByRole("button").boundingBox();
  expect(Math.round(picture?.width ?? 0)).toBe(143);
  expect(Math.round(picture?.height ?? 0)).toBe(74);
  await expect(drawer.getByRole("button", { name: /Retry|Cancel/ })).toHaveCount(0);

  const problems = await new AxeBuilder({ page }).analyze();
  expect(problems.violations).toEqual([]);
  // From tile to tile with the arrow keys, in one stop of the Tab key.
  await tiles.first().getByRole("button", { name: "Go to shot 6A" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(tiles.last().getByRole("button", { name: "Go to shot 6B" })).toBeFocused();

  await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
  await expect(page.getByRole("radio", { name: /Storyboard/ }).first()).toBeChecked();
  const menuProblems = await new AxeBuilder({ page }).include(".popover").analyze();
  expect(menuProblems.violations).toEqual([]);
  await page.keyboard.press("Escape");

  await tiles.first().getByRole("button", { name: "Go to shot 6A" }).click();
  const inspector = page.getByRole("complementary", { name: "Inspector" });
  expect((await inspector.boundingBox())?.width).toBe(320);
  await expect(inspector.getByText("Take 1 · active")).toBeVisible();
  await expect(inspector.getByRole("tab")).toHaveText(["Details", /Takes\s*1/]);
  await expect(inspector.locator("[data-field] > .caption")).toHaveText([
    "Size",
    "Angle",
    "Movement",
    "Lens",
    "Duration",
    "Framing",
    "Equipment",
    "Camera",
  ]);
  await inspector.getByRole("tab", { name: /Takes/ }).click();
  await expect(inspector.getByRole("definition").filter({ hasText: "lens" })).toBeVisible();
});

for (const theme of ["dark", "light"]) {
  test(`the run menu keeps its width with the longest words in it (${theme})`, async ({ page }) => {
    const client = await signUpPerson(PRODUCT_URL, "Mei Tan");
    const { id } = await makeCanvas(client, "Too many");
    const shots = Array.from({ length: 1_001 }, (_, index) => ({
      op: "add-node",
      node: {
        id: `s${index}`,
        type: "shot",
        x: 240 * (index % 40),
        y: 240 * Math.floor(index / 40),
        data: {},
      },
    }));
    for (let at = 0; at < shots.length; at += 500)
      await client.must("POST", `canvases/${id}/operations`, { operations: shots.slice(at, at + 500) });
    await showAs(page.context(), client);
    await page.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
    await page.goto(`${PRODUCT_URL}/canvases/${id}`);
    await page.locator('[data-node="s0"]').waitFor();
    await page.getByRole("banner").getByRole("button", { name: "Run", exact: true }).click();
    const menu = page.locator(".popover");
    await expect(menu.getByText("1001 are too many for one batch. Select up to 1000.").last()).toBeVisible();
    const widths = await menu.locator("form").evaluate((form) => [form.scrollWidth, form.clientWidth]);
    expect(widths[0]).toBe(widths[1]);
    const run = await menu.getByRole("button", { name: "Run storyboard" }).boundingBox();
    const box = await menu.boundingBox();
    expect((run?.x ?? 0) + (run?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0) - 16);
    const problems = await new AxeBuilder({ page }).include(".popover").analyze();
    expect(problems.violations).toEqual([]);
  });
}
