import { expect, test, type Browser, type Page } from "@playwright/test";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

/** A person's look and a place's kind, chosen in the inspector, as two people and a viewer see them. */
const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

const open = async (browser: Browser, client: RestClient, canvasId: string, theme: string): Promise<Page> => {
  const context = await browser.newContext({ baseURL: PRODUCT_URL, viewport: { width: 1440, height: 900 } });
  await context.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
  await showAs(context, client);
  const page = await context.newPage();
  await page.goto(`/canvases/${canvasId}`);
  await expect(page.locator("[data-node]").first()).toBeVisible({ timeout: 30_000 });
  return page;
};

const inspect = async (page: Page, id: string): Promise<void> => {
  await page.locator(`[data-node="${id}"]`).click();
  await expect(page.getByRole("complementary", { name: "Inspector" })).toBeVisible();
};

const trait = (page: Page, name: string) => page.getByRole("group", { name: new RegExp(`^${name}`) });

let client: RestClient;
let canvasId: string;
test.beforeAll(async () => {
  client = await signUpPerson(PRODUCT_URL, "Amara Osei");
  const canvas = await makeCanvas(client, "Looks");
  canvasId = canvas.id;
  await client.must("POST", `canvases/${canvasId}/operations`, {
    operations: [
      { op: "add-node", node: { id: "ines", type: "character", x: 24, y: 80, data: { name: "INES" } } },
      { op: "add-node", node: { id: "pier", type: "location", x: 24, y: 200, data: { name: "PIER 4" } } },
    ],
  });
});

for (const theme of ["dark", "light"]) {
  test(`a look is chosen from pictures, shown to others at once, and given back (${theme})`, async ({
    browser,
  }) => {
    const page = await open(browser, client, canvasId, theme);
    const colleague = await open(browser, client, canvasId, theme);
    await inspect(page, "ines");
    await inspect(colleague, "ines");
    await expect(trait(page, "Hat")).toContainText("derived");
    await expect(trait(page, "Hat").locator("img").first()).toBeVisible();
    const before = await page.locator(".portrait img").first().getAttribute("src");

    await trait(page, "Hat").getByText("Brimmed hat").click({ force: true });
    await expect(trait(colleague, "Hat")).toContainText("Brimmed hat");
    await expect(trait(colleague, "Hat")).not.toContainText("· derived");
    await expect(trait(page, "Hat").getByRole("radio", { name: "Brimmed hat" })).toBeChecked();
    expect(await page.locator("section .portrait img").first().getAttribute("src")).not.toBe(before);

    // By keyboard alone: an arrow takes the next, Tab leaves the group.
    await trait(page, "Hat").getByRole("radio", { name: "Brimmed hat" }).focus();
    await page.keyboard.press("ArrowLeft");
    await expect(trait(colleague, "Hat").getByRole("radio", { name: "Cap" })).toBeChecked();
    await page.screenshot({ path: `test-results/looks-${theme}.png` });

    await page.getByRole("button", { name: "Derive hat again" }).click();
    await expect(trait(colleague, "Hat")).toContainText("derived");
    await page.context().close();
    await colleague.context().close();
  });

  test(`a place is drawn by its name until somebody chooses (${theme})`, async ({ browser }) => {
    const page = await open(browser, client, canvasId, theme);
    await inspect(page, "pier");
    const section = page.getByRole("region", { name: "Place in storyboards" });
    const byName = await section.locator("img").getAttribute("src");
    await section.getByRole("combobox", { name: "Drawn as: By its name: Pier" }).click();
    await page.getByRole("option", { name: "Rooftop" }).click();
    await expect(section.locator("img")).not.toHaveAttribute("src", byName ?? "");
    await page.screenshot({ path: `test-results/kit-${theme}.png` });
    await section.getByRole("combobox", { name: "Drawn as: Rooftop" }).click();
    await page.getByRole("option", { name: "By its name: Pier" }).click();
    await expect(section.locator("img")).toHaveAttribute("src", byName ?? "");
    await page.context().close();
  });
}
