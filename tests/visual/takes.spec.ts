import { expect, test } from "@playwright/test";
import type { BatchView } from "@backlot/shared/functions/batch-view";
import { eventually } from "../support/eventually.ts";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

const runStoryboard = async (client: RestClient, canvasId: string): Promise<void> => {
  const submitted = await client.must<BatchView>("POST", `canvases/${canvasId}/batches`, {
    function: "storyboard",
    nodeIds: ["shot"],
  });
  await eventually(async () => {
    const batch = await client.must<BatchView>("GET", `batches/${submitted.id}`);
    if (batch.status !== "done") throw new Error(`The batch is ${batch.status}`);
  }, 30_000);
};

test("takes are looked at, compared with a wipe, chosen, saved and deleted with a way back", async ({
  page,
}) => {
  const client = await signUpPerson(PRODUCT_URL, "Mei Tan");
  const { id } = await makeCanvas(client, "Takes");
  const shot = { id: "shot", type: "shot", x: 500, y: 80, data: { number: "6B", size: "MS" } };
  await client.must("POST", `canvases/${id}/operations`, { operations: [{ op: "add-node", node: shot }] });
  await runStoryboard(client, id);
  const change = { op: "update-node", id: "shot", data: { size: "CU", angle: "low" } };
  await client.must("POST", `canvases/${id}/operations`, { operations: [change] });
  await runStoryboard(client, id);
  await showAs(page.context(), client);
  await page.goto(`${PRODUCT_URL}/canvases/${id}`);
  const node = page.locator('[data-node="shot"]');
  await node.locator("img").waitFor();
  await node.click();

  const inspector = page.getByRole("complementary", { name: "Inspector" });
  await expect(inspector.getByText("Take 2 · active")).toBeVisible();
  await inspector.getByRole("button", { name: "Open the take gallery" }).click();
  const gallery = page.getByRole("dialog", { name: "Takes of shot 6B" });
  await expect(gallery.getByRole("definition").first()).toHaveText("Mei Tan");
  await page.screenshot({ path: "test-results/takes-one.png" });

  await gallery.getByRole("button", { name: "Wipe" }).click();
  const wipe = gallery.getByRole("slider", { name: "Wipe between take 2 and take 1" });
  await expect(wipe).toHaveAttribute("aria-valuetext", "50 % of take 2");
  await wipe.focus();
  await page.keyboard.press("ArrowRight");
  await expect(wipe).toHaveAttribute("aria-valuetext", "51 % of take 2");
  const clip = await gallery.getByAltText("Take 2").evaluate((img) => getComputedStyle(img).clipPath);
  expect(clip).toContain("49%");
  await page.screenshot({ path: "test-results/takes-wipe.png" });
  await gallery.getByRole("button", { name: "Side by side" }).click();
  await expect(gallery.getByRole("img", { name: /Take/ })).toHaveCount(2);

  await gallery.getByRole("button", { name: "One" }).click();
  await gallery.getByRole("list", { name: "Takes" }).getByRole("button", { name: "Take 1" }).click();
  await gallery.getByRole("button", { name: "Make active" }).click();
  await expect(gallery.getByRole("heading", { name: "Take 1 · active" })).toBeVisible();
  const saving = page.waitForEvent("download");
  await gallery.getByRole("link", { name: "Download" }).click();
  expect((await saving).suggestedFilename()).toBe("Shot 6B take 1.png");

  await gallery.getByRole("button", { name: "Delete take 1" }).click();
  await expect(gallery.getByRole("list", { name: "Takes" }).getByRole("button")).toHaveText([/Take 2/]);
  await expect(gallery.getByRole("heading", { name: "Take 2 · active" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(inspector.getByText("Take 1 · active")).toBeVisible();
});
