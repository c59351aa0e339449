import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Browser, type Page } from "@playwright/test";
import { makeCanvas, signUpPerson } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

/** The dialog of a new draft, long and short, in both themes. */
const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

const ROOMS = [
  "WHEELHOUSE",
  "PIER",
  "CABIN",
  "ENGINE ROOM",
  "CLOCK TOWER",
  "HARBOR STREET",
  "BAKERY",
  "DECK",
];
const scene = (room: string, number: number, words: string): string =>
  `INT. ${room} - NIGHT #${number}#\n\nThe ${room.toLowerCase()} at night, and ${words} as far as one can see.\n\nINES\nHold on.\n`;
const FIRST = ROOMS.map((room, index) => scene(room, index + 1, `${room.length} lamps swing`)).join("\n");
const SECOND = [
  scene(ROOMS[1]!, 2, "rain falls on the gulls"),
  ...[0, 4, 3].map((index) => scene(ROOMS[index]!, index + 1, `${ROOMS[index]!.length} lamps swing`)),
  "INT. CELLAR - NIGHT\n\nBarrels. One candle. Somebody counts under their breath.\n",
  scene(ROOMS[6]!, 7, "7 lamps swing").replace("BAKERY", "BAKEHOUSE").replace("INES", "BRAM"),
].join("\n");

const openCanvas = async (browser: Browser, theme: "dark" | "light"): Promise<Page> => {
  const ada = await signUpPerson(PRODUCT_URL, "Ada");
  const { id } = await makeCanvas(ada, "Night ferry");
  await ada.must("POST", `canvases/${id}/import?format=fountain`, FIRST);
  const { nodes } = await ada.must<{ nodes: { id: string; data: { setName?: string } }[] }>(
    "GET",
    `canvases/${id}/content`,
  );
  const cabin = nodes.find(({ data }) => data.setName === "CABIN");
  await ada.must("POST", `canvases/${id}/operations`, {
    operations: [{ op: "add-node", node: { type: "shot", x: 608, y: 464, data: { scene: cabin?.id } } }],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
  await showAs(context, ada);
  const page = await context.newPage();
  await page.goto(`${PRODUCT_URL}/canvases/${id}`);
  await page.locator("[data-node]").first().waitFor();
  return page;
};

for (const theme of ["dark", "light"] as const) {
  test(`a new draft is shown in the ${theme} theme, whole and readable`, async ({ browser }, testInfo) => {
    const page = await openCanvas(browser, theme);
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Import a screenplay" }).click();
    await (
      await chooser
    ).setFiles({
      name: "night-ferry-draft-2.fountain",
      mimeType: "text/plain",
      buffer: Buffer.from(SECOND),
    });
    const dialog = page.getByRole("dialog", { name: "A new draft of the screenplay" });
    await expect(dialog.getByLabel("Scenes")).toHaveText(
      "2 changed · 2 moved · 1 new · 3 omitted · 2 unchanged",
    );
    await page.screenshot({ path: testInfo.outputPath(`draft-${theme}.png`) });

    // However much changes, what one decides with stays in sight.
    const box = await dialog.boundingBox();
    expect(box?.height).toBeLessThanOrEqual(900 - 32);
    for (const name of ["Cancel", "Apply the draft"]) {
      await expect(dialog.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
    }
    const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);

    await page.setViewportSize({ width: 360, height: 640 });
    expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await page.screenshot({ path: testInfo.outputPath(`draft-${theme}-narrow.png`) });
    await page.context().close();
  });
}
