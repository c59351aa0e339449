import { fileURLToPath } from "node:url";
import { expect, test, type Page } from "@playwright/test";
import { killService } from "../support/running-services.ts";
import {
  canvasIdOf,
  createReviewLink,
  expectSaved,
  node,
  openReviewLink,
  PRODUCT_URL,
  sharedText,
  signUp,
} from "./journey.ts";

const SCREENPLAY = fileURLToPath(new URL("../../shared/samples/the-ferry-clock.fountain", import.meta.url));
const SHOTS = 12;

interface Content {
  nodes: {
    id: string;
    type: string;
    x: number;
    y: number;
    data: Record<string, unknown>;
    takes: { id: string }[];
  }[];
}

const readContent = async (page: Page, canvasId: string): Promise<Content> => {
  const response = await page.request.get(`${PRODUCT_URL}/api/v1/canvases/${canvasId}/content`);
  expect(response.status()).toBe(200);
  return (await response.json()) as Content;
};

test("people edit together, import a screenplay, run a batch, and lose nothing when the server dies", async ({
  browser,
}) => {
  test.setTimeout(180_000);

  const mei = await signUp(browser, "Mei Tan");
  await signUp(browser, "Jonas Lind").then((page) => page.context().close());

  // The screenplay is broken down on the server and arrives as scenes, cast and places.
  const chooser = mei.waitForEvent("filechooser");
  await mei.getByRole("button", { name: "Import script" }).click();
  await (await chooser).setFiles(SCREENPLAY);
  await mei.waitForURL(/\/canvases\//, { timeout: 60_000 });
  const canvasId = canvasIdOf(mei);
  await expectSaved(mei);
  const imported = await readContent(mei, canvasId);
  const scenes = imported.nodes.filter(({ type }) => type === "scene").sort((a, b) => a.y - b.y);
  expect(scenes.length).toBeGreaterThanOrEqual(10);
  expect(imported.nodes.filter(({ type }) => type === "character").length).toBeGreaterThanOrEqual(5);
  const scene = scenes[0]!;
  await expect(node(mei, scene.id)).toBeVisible();

  // Jonas joins by a link that may edit, Helen by one that may look.
  const jonas = await openReviewLink(browser, await createReviewLink(mei, "Can edit"), "Jonas Lind");
  const helen = await openReviewLink(browser, await createReviewLink(mei, "Can view"), "Helen Brandt");
  await expect(node(jonas, scene.id)).toBeVisible();
  await expect(node(helen, scene.id)).toBeVisible();
  await expect(helen.getByRole("banner").getByText("Read-only")).toBeVisible();

  // Both type into one synopsis; nobody's words are lost.
  await node(mei, scene.id).click();
  await node(jonas, scene.id).click();
  await sharedText(mei, "Synopsis").press("Control+Home");
  await sharedText(jonas, "Synopsis").press("Control+End");
  await Promise.all([
    sharedText(mei, "Synopsis").pressSequentially("At first light. ", { delay: 15 }),
    sharedText(jonas, "Synopsis").pressSequentially(" Nobody waits.", { delay: 15 }),
  ]);
  // A colleague's caret stands in the text with their first name.
  const synopsis = /^(Jonas)?At first light\. (Mei)?The .+ Nobody waits\.(Jonas)?$/;
  await expect(sharedText(mei, "Synopsis")).toHaveText(synopsis);
  await expect(sharedText(jonas, "Synopsis")).toHaveText(synopsis);
  await expect(sharedText(mei, "Synopsis").getByText("Jonas")).toBeVisible();
  await expect(node(helen, scene.id)).toContainText("At first light.");

  // Shots of the scene, in a row beside it, planned through the API as Mei.
  const operations = Array.from({ length: SHOTS }, (_, index) => ({
    op: "add-node",
    node: {
      id: `shot-${index}`,
      type: "shot",
      x: scene.x + 312 + (index % 6) * 232,
      y: scene.y + Math.floor(index / 6) * 232,
      data: { scene: scene.id, size: "MS", movement: "static", description: `Shot number ${index + 1}` },
    },
  }));
  const planned = await mei.request.post(`${PRODUCT_URL}/api/v1/canvases/${canvasId}/operations`, {
    data: { operations },
    headers: { origin: PRODUCT_URL },
  });
  expect(planned.status()).toBe(200);
  for (const page of [mei, jonas, helen]) await expect(node(page, "shot-0")).toBeVisible();

  // The batch runs in the worker; in the middle of it the sync-server is killed.
  await mei.keyboard.press("Escape");
  await mei.getByRole("button", { name: "Run", exact: true }).click();
  await mei.getByRole("button", { name: "Run storyboard" }).click();
  await expect(mei.getByRole("region", { name: "Batches" })).toBeVisible();
  await killService(Number(process.env["BACKLOT_SUPERVISOR_PID"]), "sync-server");
  await node(jonas, scene.id).click();
  await sharedText(jonas, "Synopsis").press("Control+End");
  await sharedText(jonas, "Synopsis").pressSequentially(" Kept.");

  await expect
    .poll(
      async () => {
        const { nodes } = await readContent(mei, canvasId);
        return nodes.filter(({ id, takes }) => id.startsWith("shot-") && takes.length === 1).length;
      },
      { timeout: 60_000 },
    )
    .toBe(SHOTS);
  for (const page of [mei, jonas, helen]) {
    await expect(node(page, "shot-0").locator("img")).toBeVisible({ timeout: 20_000 });
    const drawn = node(page, "shot-0").locator("img");
    await expect.poll(() => drawn.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(100);
  }
  await expectSaved(jonas, 30_000);

  // A fresh reader finds everything: the words typed while the server was down included.
  const after = await readContent(mei, canvasId);
  expect(after.nodes.find(({ id }) => id === scene.id)?.data["synopsis"]).toMatch(/Nobody waits\. Kept\.$/);
  expect(after.nodes.filter(({ id }) => id.startsWith("shot-"))).toHaveLength(SHOTS);
  expect(after.nodes.length).toBe(imported.nodes.length + SHOTS);

  // Withdrawing the link closes the reviewer's canvas within a second.
  await mei.getByRole("button", { name: "Share" }).click();
  const dialog = mei.getByRole("dialog");
  await dialog
    .getByRole("listitem")
    .filter({ hasText: /view/i })
    .getByRole("button", { name: /Withdraw/ })
    .click();
  await dialog.getByRole("button", { name: "Withdraw link" }).click();
  await expect(helen.getByText(/This link was withdrawn/)).toBeVisible({ timeout: 3_000 });
  await expect(node(jonas, scene.id)).toBeVisible();

  for (const page of [mei, jonas, helen]) await page.context().close();
});
