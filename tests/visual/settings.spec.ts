import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { PRODUCT_URL, signUp } from "../e2e/journey.ts";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const expectNoBarriers = async (page: Page): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
};

const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole("button", { name: /^Account:/ }).click();
  await page.getByRole("menuitem", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "Settings", level: 1 })).toBeVisible();
};

const makeKey = async (page: Page, name: string, scopes: readonly string[]): Promise<string> => {
  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  for (const scope of scopes) await dialog.getByRole("checkbox", { name: new RegExp(`^${scope}`) }).check();
  await dialog.getByRole("button", { name: "Make key" }).click();
  const key = await dialog.getByLabel("The new key").inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  return key;
};

const meWith = async (page: Page, key: string): Promise<number> =>
  (
    await page.request.get(`${PRODUCT_URL}/api/v1/me`, { headers: { authorization: `Bearer ${key}` } })
  ).status();

test("a key is made, shown once, works, and is revoked", async ({ browser }, info) => {
  const page = await signUp(browser, "Amara Osei");
  await openSettings(page);
  await expect(page.getByText("No keys yet")).toBeVisible();

  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: /^Read/ }).uncheck();
  await dialog.getByRole("button", { name: "Make key" }).click();
  await expect(dialog.getByLabel("Name")).toBeFocused();
  await expect(dialog.getByText("Allow at least one of the three.")).toBeVisible();
  await expectNoBarriers(page);
  await dialog.getByLabel("Name").fill("Nightly storyboards");
  await dialog.getByRole("checkbox", { name: /^Read/ }).check();
  await dialog.getByRole("checkbox", { name: /^Run/ }).check();
  await dialog.getByRole("button", { name: "Make key" }).click();
  const key = await dialog.getByLabel("The new key").inputValue();
  expect(key).toMatch(/^blk_[0-9A-Za-z]{8}_[0-9A-Za-z]{46}$/);
  await expect(dialog.locator("code")).toContainText(`curl -H "Authorization: Bearer ${key}"`);
  await expectNoBarriers(page);
  await page.screenshot({ path: info.outputPath("new-key.png") });
  await dialog.getByRole("button", { name: "Done" }).click();
  expect(await meWith(page, key)).toBe(200);

  await page.reload();
  const row = page.getByRole("list", { name: "API keys" }).getByRole("listitem");
  await expect(row).toHaveText(/Nightly storyboards\s*blk_\w{8}_….*Read, Run.*Used just now.*Until/s);
  expect(await page.content()).not.toContain(key);
  await row.getByRole("button", { name: /^Revoke/ }).click();
  const question = page.getByRole("alertdialog");
  await expectNoBarriers(page);
  await question.getByRole("button", { name: "Revoke key" }).click();
  await expect(page.getByText("No keys yet")).toBeVisible();
  expect(await meWith(page, key)).toBe(401);
});

test("the settings are accessible in both themes and fold on a phone", async ({ browser }, info) => {
  const page = await signUp(browser, "Amara Osei");
  await openSettings(page);
  await makeKey(page, "Nightly storyboards", ["Run"]);
  await makeKey(page, "Shot list to the office's spreadsheet", []);
  for (const theme of ["dark", "light"] as const) {
    await page.evaluate((choice) => localStorage.setItem("theme", choice), theme);
    await page.reload();
    await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
    await expect(page.getByRole("list", { name: "API keys" }).getByRole("listitem")).toHaveCount(2);
    await expectNoBarriers(page);
    await page.screenshot({ path: info.outputPath(`settings-${theme}.png`) });
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(excess).toBeLessThanOrEqual(0);
  await page.screenshot({ path: info.outputPath("settings-phone.png"), fullPage: true });
});

test("keys that cannot be read say so, and are read again on demand", async ({ browser }) => {
  const page = await signUp(browser, "Amara Osei");
  await page.route("**/api/v1/api-keys*", (route) => route.abort());
  await page.goto(`${PRODUCT_URL}/settings`);
  await expect(page.getByRole("alert").getByText("Your keys could not be read")).toBeVisible();
  await page.unroute("**/api/v1/api-keys*");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("No keys yet")).toBeVisible();
});

test("who is not signed in comes back to the settings after signing in", async ({ page }) => {
  await page.goto(`${PRODUCT_URL}/settings`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings$/);
});
