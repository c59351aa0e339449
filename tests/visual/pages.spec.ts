import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { createReviewLink, openReviewLink, PRODUCT_URL, signUp } from "../e2e/journey.ts";

const THEMES = ["dark", "light"] as const;
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The pages around the canvas; the canvas itself has its own pictures. */
const expectNoBarriers = async (page: Page): Promise<void> => {
  // The inside of the canvas is checked with the canvas.
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).exclude(".workspace").analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
};

const showIn = async (page: Page, theme: (typeof THEMES)[number]): Promise<void> => {
  await page.evaluate((choice) => localStorage.setItem("theme", choice), theme);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", theme);
};

/** The value of a token on the page, as a computed color. */
const token = (page: Page, name: string): Promise<string> =>
  page.evaluate((property) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${property})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);

const expectNoSidewaysScroll = async (page: Page): Promise<void> => {
  const excess = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(excess).toBeLessThanOrEqual(0);
};

test.describe("sign-in and sign-up", () => {
  for (const path of ["/sign-in", "/sign-up"]) {
    for (const theme of THEMES) {
      test(`${path} is accessible and on the tokens in ${theme}`, async ({ page }) => {
        await page.goto(PRODUCT_URL + path);
        await showIn(page, theme);
        const button = page.locator("form button[type=submit]");
        await expect(button).toHaveCSS("background-color", await token(page, "--accent-solid"));
        await expect(button).toHaveCSS("height", "36px");
        await expectNoBarriers(page);
      });
    }
  }

  test("errors stand at their fields and the first of them has the focus", async ({ page }) => {
    await page.goto(`${PRODUCT_URL}/sign-in`);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByLabel("Email")).toBeFocused();
    await expect(page.getByLabel("Email")).toHaveAccessibleDescription("Write the email of your account.");
    await expectNoBarriers(page);
  });

  test("the wall shows real panels on a desk and none on a phone", async ({ page }) => {
    await page.goto(`${PRODUCT_URL}/sign-in`);
    await expect(page.getByText("Panels drawn by the storyboard function.")).toBeVisible();
    await expect
      .poll(() =>
        page
          .locator(".wall img")
          .evaluateAll((all) =>
            all.every((image) => image instanceof HTMLImageElement && image.naturalWidth === 720),
          ),
      )
      .toBe(true);
    await page.setViewportSize({ width: 320, height: 640 });
    await expect(page.locator(".wall")).toBeHidden();
    await expectNoSidewaysScroll(page);
  });

  test("text at twice its size is not cut", async ({ page }) => {
    await page.setViewportSize({ width: 720, height: 450 });
    await page.goto(`${PRODUCT_URL}/sign-up`);
    await expectNoSidewaysScroll(page);
    await page.getByRole("button", { name: "Create account" }).scrollIntoViewIfNeeded();
    await expect(page.getByRole("button", { name: "Create account" })).toBeInViewport();
  });
});

test("the dashboard is accessible in both themes and folds on a phone", async ({ browser }) => {
  const page = await signUp(browser, "Amara Osei");
  await expect(page.getByRole("heading", { name: "Drop a screenplay here" })).toBeVisible();
  for (const theme of THEMES) {
    await showIn(page, theme);
    await expect(page.getByRole("heading", { name: "Drop a screenplay here" })).toBeVisible();
    await expectNoBarriers(page);
  }
  await page.getByRole("button", { name: "New project", exact: true }).click();
  await expect(page.getByLabel("Name of the production")).toBeFocused();
  await expectNoBarriers(page);
  await page.getByLabel("Name of the production").fill("Oatmilk, 30 seconds");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Oatmilk, 30 seconds" })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoSidewaysScroll(page);

  // Deleting a project asks for its name; anything else keeps it.
  await page.getByRole("button", { name: "Actions for project Oatmilk, 30 seconds" }).click();
  await page.getByRole("menuitem", { name: "Delete project" }).click();
  const question = page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Delete project" }).click();
  await expect(question.getByText("Type “Oatmilk, 30 seconds” as it is written.")).toBeVisible();
  await question.getByLabel(/Type/).fill("Oatmilk, 30 seconds");
  await question.getByRole("button", { name: "Delete project" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole("heading", { name: "Oatmilk, 30 seconds" })).toBeHidden();
  await page.context().close();
});

test("the bar of a canvas, its share dialog and a review link that is withdrawn", async ({ browser }) => {
  const amara = await signUp(browser, "Amara Osei");
  await amara.getByRole("button", { name: "New canvas" }).click();
  await amara.waitForURL(/\/canvases\//);
  const bar = amara.getByRole("banner");
  await expect(bar).toHaveCSS("height", "48px");
  await expect(bar.getByText("Saved", { exact: true })).toBeVisible();

  await bar.getByRole("button", { name: "Untitled canvas, rename" }).click();
  await amara.getByLabel("Title of the canvas").fill("Board draft 3");
  await amara.keyboard.press("Enter");
  await expect(bar.getByRole("button", { name: "Board draft 3, rename" })).toBeFocused();

  const link = await createReviewLink(amara, "Can view");
  const helen = await openReviewLink(browser, link, "Helen Brandt");
  await helen.setViewportSize({ width: 390, height: 844 });
  await expect(helen.getByRole("button", { name: "Read-only" })).toBeVisible();
  await expect(helen.getByRole("heading", { name: "Board draft 3" })).toBeVisible();
  await expectNoSidewaysScroll(helen);
  await expectNoBarriers(helen);
  expect(helen.url()).toBe(link);

  await bar.getByRole("button", { name: "Share" }).click();
  await expect(amara.getByRole("button", { name: /Withdraw the link/ })).toBeVisible();
  await expectNoBarriers(amara);
  await amara.getByRole("button", { name: /Withdraw the link/ }).click();
  await amara.getByRole("button", { name: "Withdraw link" }).click();
  await expect(helen.getByRole("alertdialog")).toContainText("This link was withdrawn", { timeout: 1000 });
  await helen.reload();
  await expect(helen.getByRole("heading", { name: "This link opens nothing" })).toBeVisible();
  await helen.context().close();
  await amara.context().close();
});

test("pages that lead nowhere say so and show the way out", async ({ page }) => {
  await page.goto(`${PRODUCT_URL}/no-such-page`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expectNoBarriers(page);
  await page.goto(`${PRODUCT_URL}/welcome#used-before`);
  await expect(page.getByRole("heading", { name: "This link does not open anything" })).toBeVisible();
  expect(page.url()).toBe(`${PRODUCT_URL}/welcome`);
  await page.goto(`${PRODUCT_URL}/s`);
  await expect(page.getByRole("heading", { name: "This review link is incomplete" })).toBeVisible();
});

test("no page breaks its own content security policy", async ({ page }) => {
  const refusals: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) refusals.push(message.text());
  });
  for (const path of ["/sign-in", "/sign-up", "/welcome", "/s"]) {
    await page.goto(PRODUCT_URL + path);
    await page.waitForLoadState("networkidle");
  }
  expect(refusals).toEqual([]);
});
