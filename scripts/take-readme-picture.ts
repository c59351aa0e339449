/**
 * Takes the picture of the README: the sample production as a newcomer finds it, two colleagues on it.
 * Usage: node scripts/take-readme-picture.ts [file.png]
 */
import { chromium } from "@playwright/test";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "../tests/support/chromium.ts";
import { startProduct } from "../tests/support/start-product.ts";

const FILE = process.argv[2] ?? "docs/images/canvas.png";
const WINDOW = { width: 1440, height: 900 };

const product = await startProduct();
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
try {
  const link = /http:\S+\/welcome#\S+/.exec(product.output())?.[0];
  if (!link) throw new Error(`The product printed no first-run link:\n${product.output()}`);
  const context = await browser.newContext({ viewport: WINDOW, colorScheme: "dark" });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForURL(/\/canvases\//);
  const canvasId = page.url().split("/").at(-1) ?? "";
  const made = await page.request.post(`${product.url}/api/v1/canvases/${canvasId}/share-links`, {
    data: { role: "editor" },
    headers: { origin: product.url },
  });
  const { url } = (await made.json()) as { url: string };

  const shot = (on: typeof page, number: string) =>
    on.locator("article.shot").filter({ has: on.getByText(number, { exact: true }) });
  const lookAtActTwo = async (on: typeof page): Promise<void> => {
    await on.locator("article.shot").first().waitFor();
    await on.mouse.move(700, 500);
    await on.mouse.wheel(0, 700);
    await shot(on, "5A").locator("img").waitFor();
  };
  await lookAtActTwo(page);
  for (const [name, at] of [
    ["Mei Tan", "5B"],
    ["Jonas Lind", "6A"],
  ] as const) {
    const guest = await (await browser.newContext({ viewport: WINDOW, colorScheme: "dark" })).newPage();
    await guest.goto(url);
    await guest.getByLabel("Your name").fill(name);
    await guest.getByRole("button", { name: "Open the canvas" }).click();
    await lookAtActTwo(guest);
    await shot(guest, at).click();
    await shot(guest, at).hover({ position: { x: 120, y: 150 } });
  }
  await shot(page, "6B").click();
  await page.mouse.move(1000, 880);
  await page.getByRole("complementary", { name: "Inspector" }).waitFor();
  await page.waitForTimeout(1_000);
  await page.screenshot({ path: FILE });
} finally {
  await browser.close();
  await product.stop();
}
