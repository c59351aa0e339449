import { expect, test, type Page } from "@playwright/test";
import { canvasIdOf, expectSaved, node, PRODUCT_URL, signUp } from "./journey.ts";

const FIRST = `Title: Night Ferry

INT. WHEELHOUSE - NIGHT #1#

A wheel and a window on three sides, the moon in one of them.

INES
Hold on.

EXT. PIER - DAWN #2#

Gulls walk along the pier and look for bread that is not there.

INT. CABIN - NIGHT #3#

A bunk, a lamp that swings, and a coat on a hook that swings with it.
`;

/** The wheelhouse reworded, a scene inserted, the pier (with a shot) and the cabin (untouched) gone. */
const SECOND = `<?xml version="1.0" encoding="UTF-8"?><FinalDraft DocumentType="Script" Version="5"><Content>
<Paragraph Type="Scene Heading" Number="1"><Text>INT. WHEELHOUSE - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>A wheel and a window on three sides, the moon in one of them.</Text></Paragraph>
<Paragraph Type="Character"><Text>INES</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>Hold on. </Text><Text RevisionID="1">Both hands.</Text></Paragraph>
<Paragraph Type="Scene Heading"><Text>INT. ENGINE ROOM - NIGHT</Text></Paragraph>
<Paragraph Type="Action"><Text>Heat, and a noise that one could lean against.</Text></Paragraph>
</Content></FinalDraft>`;

interface Content {
  nodes: { id: string; type: string; x: number; y: number; data: Record<string, unknown> }[];
}

const readNodes = async (page: Page): Promise<Content["nodes"]> => {
  const response = await page.request.get(`${PRODUCT_URL}/api/v1/canvases/${canvasIdOf(page)}/content`);
  return ((await response.json()) as Content).nodes;
};

const choose = async (page: Page, button: string, name: string, text: string): Promise<void> => {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button }).click();
  await (await chooser).setFiles({ name, mimeType: "", buffer: Buffer.from(text) });
};

test("a new draft is shown, applied, and the shots made by hand are still there", async ({ browser }) => {
  test.setTimeout(120_000);
  const mei = await signUp(browser, "Mei Tan");
  await choose(mei, "Import script", "night-ferry.fountain", FIRST);
  await mei.waitForURL(/\/canvases\//, { timeout: 60_000 });
  await expectSaved(mei);
  const before = (await readNodes(mei)).filter(({ type }) => type === "scene");
  const sceneOf = (number: string) => before.find(({ data }) => data["number"] === number)!;
  const operations = ["1", "2"].map((number) => ({
    op: "add-node",
    node: {
      id: `shot-${number}`,
      type: "shot",
      x: sceneOf(number).x + 312,
      y: sceneOf(number).y,
      data: { scene: sceneOf(number).id, size: "MS", description: `By hand, scene ${number}` },
    },
  }));
  const planned = await mei.request.post(`${PRODUCT_URL}/api/v1/canvases/${canvasIdOf(mei)}/operations`, {
    data: { operations },
    headers: { origin: PRODUCT_URL },
  });
  expect(planned.status()).toBe(200);
  await expect(node(mei, "shot-2")).toBeVisible();

  // A file that is no screenplay is refused before anything is sent.
  await choose(mei, "Import a screenplay", "storyboard.pdf", "%PDF-1.7");
  await expect(mei.getByText(/“storyboard.pdf” is not a screenplay file/)).toBeVisible();

  await choose(mei, "Import a screenplay", "night-ferry-2.fdx", SECOND);
  const dialog = mei.getByRole("dialog", { name: "A new draft of the screenplay" });
  await expect(dialog.getByLabel("Scenes")).toHaveText("1 changed · 1 new · 2 omitted");
  await expect(dialog.getByRole("region", { name: "Changed, 1" })).toContainText("INT. WHEELHOUSE – NIGHT");
  await expect(dialog.getByRole("region", { name: "New, 1" })).toContainText("1A");
  const omitted = dialog.getByRole("region", { name: "Omitted, 2" });
  await expect(omitted).toContainText("Stays as 2 OMITTED with its shot");
  await expect(omitted).toContainText("Stays as 3 OMITTED");

  // Cancel changes nothing.
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect((await readNodes(mei)).filter(({ type }) => type === "scene")).toHaveLength(3);

  await choose(mei, "Import a screenplay", "night-ferry-2.fdx", SECOND);
  await dialog.getByLabel("Remove (1)").check();
  await expect(omitted).toContainText("Removed: nobody has worked on it");
  await dialog.getByRole("button", { name: "Apply the draft" }).click();
  await expect(mei.getByText("New draft: 1 changed, 1 new, 1 omitted, 1 removed.")).toBeVisible();
  await expect(dialog).toBeHidden();

  for (const number of ["1", "2"])
    await expect(node(mei, `shot-${number}`)).toContainText(`By hand, scene ${number}`);
  await expect(node(mei, sceneOf("2").id)).toContainText("OMITTED");
  const after = await readNodes(mei);
  expect(after.find(({ id }) => id === "shot-2")?.data["scene"]).toBe(sceneOf("2").id);
  expect(after.find(({ id }) => id === sceneOf("1").id)?.data["script"]).toContain("Both hands.");
  expect(after.some(({ id }) => id === sceneOf("3").id)).toBe(false);

  // The same draft again has nothing to change.
  await choose(mei, "Import a screenplay", "night-ferry-2.fdx", SECOND);
  await expect(mei.getByRole("dialog", { name: "The canvas already has this draft" })).toBeVisible();
  await mei.context().close();
});
