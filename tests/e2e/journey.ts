import { expect, type Browser, type Page } from "@playwright/test";

/** The words a person reads and presses; a journey that breaks when they change is meant to. */
export const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

let people = 0;

/** A browser of their own, signed up and on the dashboard. */
export const signUp = async (browser: Browser, name: string): Promise<Page> => {
  const context = await browser.newContext({ baseURL: PRODUCT_URL });
  const page = await context.newPage();
  await page.goto(`${PRODUCT_URL}/sign-up`);
  people += 1;
  await page.getByLabel("Name").fill(name);
  await page
    .getByLabel("Email")
    .fill(`${name.split(" ")[0]?.toLowerCase()}-${people}-${Date.now()}@example.test`);
  await page.getByLabel("Password", { exact: true }).fill("a long enough password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();
  return page;
};

/** Opens a review link in a browser without an account. */
export const openReviewLink = async (browser: Browser, link: string, name: string): Promise<Page> => {
  const context = await browser.newContext({ baseURL: PRODUCT_URL });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Open the canvas" }).click();
  return page;
};

/** Creates a review link in the share dialog and gives its address. */
export const createReviewLink = async (page: Page, allows: "Can view" | "Can edit"): Promise<string> => {
  await page.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: /The link allows/ }).click();
  await page.getByRole("option", { name: new RegExp(allows, "i") }).click();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const link = await dialog.getByLabel("Address of the new link").inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return link;
};

export const node = (page: Page, id: string) => page.locator(`[data-node="${id}"]`);

/** The status chip says that the server has everything on disk. */
export const expectSaved = async (page: Page, timeout = 15_000): Promise<void> => {
  await expect(page.getByRole("banner").getByText("Saved", { exact: true })).toBeVisible({ timeout });
};

export const canvasIdOf = (page: Page): string => {
  const id = /\/canvases\/([A-Za-z0-9_-]+)/.exec(page.url())?.[1];
  if (!id) throw new Error(`Not on a canvas: ${page.url()}`);
  return id;
};

/** The shared text of a field in the open inspector. */
export const sharedText = (page: Page, label: string) =>
  page.getByRole("complementary", { name: "Inspector" }).getByRole("textbox", { name: label, exact: true });
