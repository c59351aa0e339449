import { expect, test, type Browser, type Page } from "@playwright/test";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { showAs } from "../support/show-as.ts";

/** The measures of the design's node sheet and canvas screen, read back from the running product. */
const PRODUCT_URL = process.env["BACKLOT_URL"] ?? "";

const NODES = [
  { id: "ines", type: "character", x: 24, y: 80, data: { name: "INES", role: "Lead" } },
  { id: "ferry", type: "location", x: 24, y: 180, data: { name: "FERRY", interiorExterior: "INT/EXT" } },
  {
    id: "note",
    type: "note",
    x: 24,
    y: 280,
    data: { text: "Night ferry only runs until 23:40.", authorId: "raf", authorName: "Rafael Diaz" },
  },
  {
    id: "scene",
    type: "scene",
    x: 320,
    y: 80,
    data: {
      number: "6",
      interiorExterior: "INT",
      setName: "WHEELHOUSE",
      timeOfDay: "NIGHT",
      synopsis: "Ines tells Tomas what the clock is for. He turns the boat.",
      pageEighths: 19,
    },
  },
  {
    id: "first",
    type: "shot",
    x: 640,
    y: 80,
    data: {
      scene: "scene",
      size: "MS",
      lensMm: 35,
      movement: "dolly-in",
      durationSeconds: 7,
      description: "She tells him what the clock is for.",
    },
  },
  { id: "second", type: "shot", x: 872, y: 80, data: { scene: "scene", size: "ECU", durationSeconds: 3.5 } },
];

const makeBoard = async (client: RestClient): Promise<string> => {
  const { id } = await makeCanvas(client, "Board draft 3");
  const edges = [
    { source: "ines", target: "scene" },
    { source: "ferry", target: "scene" },
    { source: "note", target: "scene" },
  ];
  await client.must("POST", `canvases/${id}/operations`, {
    operations: [
      ...NODES.map((node) => ({ op: "add-node", node })),
      ...edges.map((edge) => ({ op: "connect", edge })),
    ],
  });
  return id;
};

const open = async (
  browser: Browser,
  client: RestClient,
  canvasId: string,
  theme = "dark",
): Promise<Page> => {
  const context = await browser.newContext({ baseURL: PRODUCT_URL, viewport: { width: 1440, height: 900 } });
  await context.addInitScript((chosen) => localStorage.setItem("theme", chosen), theme);
  await showAs(context, client);
  const page = await context.newPage();
  await page.goto(`/canvases/${canvasId}`);
  await expect(page.getByRole("application", { name: "Canvas" })).toBeVisible();
  return page;
};

const at100Percent = async (page: Page): Promise<void> => {
  // The view is chosen when the first nodes come; a zoom before that is overruled.
  await expect(page.locator("[data-node]").first()).toBeVisible();
  await page.getByRole("button", { name: "Zoom to 100 %" }).click();
  await expect(page.getByRole("button", { name: "Zoom to 100 %" })).toHaveText("100%");
};

const node = (page: Page, id: string) => page.locator(`[data-node="${id}"]`);
const tokenOf = (page: Page, name: string): Promise<string> =>
  page.evaluate((token) => {
    const probe = document.createElement("i");
    probe.style.color = `var(${token})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  }, name);
const css = (page: Page, id: string, property: string): Promise<string> =>
  node(page, id).evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);

let client: RestClient;
let canvasId: string;
test.beforeAll(async () => {
  client = await signUpPerson(PRODUCT_URL, "Amara Osei");
  canvasId = await makeBoard(client);
});

test("nodes have the boxes, type edges and words of the node sheet", async ({ browser }) => {
  const page = await open(browser, client, canvasId);
  await at100Percent(page);
  const sizes = { ines: [208, 64], ferry: [208, 64], scene: [248, 112], first: [208, 204] };
  for (const [id, [width, height]] of Object.entries(sizes)) {
    const box = await node(page, id).boundingBox();
    expect([id, Math.round(box?.width ?? 0), Math.round(box?.height ?? 0)]).toEqual([id, width, height]);
    expect(await css(page, id, "border-left-width")).toBe("3px");
    expect(await css(page, id, "border-top-left-radius")).toBe("8px");
    expect(await css(page, id, "background-color")).toBe(await tokenOf(page, "--bg-node"));
  }
  expect(await css(page, "ines", "border-left-color")).toBe(await tokenOf(page, "--node-character"));
  expect(await css(page, "first", "border-left-color")).toBe(await tokenOf(page, "--node-shot"));
  await expect(node(page, "scene")).toContainText("INT. WHEELHOUSE – NIGHT");
  await expect(node(page, "scene")).toContainText("2 3/8 pp");
  await expect(node(page, "scene")).toContainText("2 shots");
  await expect(node(page, "scene")).toContainText("0:11");
  await expect(node(page, "first")).toContainText("6A");
  await expect(node(page, "first")).toContainText("MS · 35 mm · Dolly in");
  await expect(node(page, "first")).toContainText("7.0 s");
  await expect(node(page, "second")).toContainText("ECU");
  await expect(node(page, "second")).toContainText("No take yet");
  await expect(node(page, "ines")).toContainText("Lead · 1 scene");
  await expect(node(page, "ferry")).toContainText("INT/EXT · 1 scene");
  await expect(node(page, "note")).toContainText("Rafael · refers to 6");
  await page.context().close();
});

test("handles stand where edges end, all of them on hover", async ({ browser }) => {
  const page = await open(browser, client, canvasId);
  await at100Percent(page);
  const ports = (id: string) =>
    page
      .locator(`.svelte-flow__node[data-id="${id}"] [data-port]`)
      .evaluateAll((list) => list.map((handle) => handle.getAttribute("data-port")).sort());
  expect(await ports("scene")).toEqual(["appears-in-target", "contains-source", "set-in-target"]);
  expect(await ports("first")).toEqual(["contains-target"]);
  await node(page, "first").hover({ position: { x: 30, y: 190 } });
  expect(await ports("first")).toEqual([
    "appears-in-target",
    "contains-target",
    "next-source",
    "next-target",
  ]);
  await expect(page.getByRole("button", { name: "Run", exact: true }).first()).toBeVisible();
  await page.context().close();
});

test("a selected node has the accent outline and its edges are lit", async ({ browser }) => {
  const page = await open(browser, client, canvasId);
  await node(page, "ines").click();
  expect(await css(page, "ines", "outline-color")).toBe(await tokenOf(page, "--accent"));
  expect(await css(page, "ines", "outline-width")).toBe("2px");
  await expect(page.locator('[data-id="appears-in:ines:scene"]')).toHaveCount(1);
  await page.mouse.move(700, 860);
  await page.keyboard.press("Escape");
  await expect(page.locator(".svelte-flow__edge")).toHaveCount(0);
  await page.context().close();
});

test("a refused connection says why and where to drop instead", async ({ browser }) => {
  const page = await open(browser, client, canvasId);
  const handle = page.locator('.svelte-flow__node[data-id="ferry"] [data-port="set-in-source"]');
  const from = await handle.boundingBox();
  const to = await node(page, "second").boundingBox();
  if (!from || !to) throw new Error("Nothing to connect");
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 4 });
  const hint = page.getByRole("alert");
  await expect(hint).toContainText("A location cannot connect to a shot");
  await expect(hint).toContainText("Shots take their location from the scene. Drop on Scene 6 instead.");
  const box = await hint.boundingBox();
  expect(Math.round((box?.x ?? 0) - (to.x + to.width / 2))).toBe(16);
  expect(await css(page, "second", "outline-style")).toBe("dashed");
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await page.context().close();
});

test("a colleague is seen: pointer, selection with a flag, and who is here", async ({ browser }) => {
  const amara = await open(browser, client, canvasId);
  const other = await open(browser, client, canvasId, "light");
  await node(other, "scene").click();
  await expect(amara.locator(".flag")).toHaveText("Amara");
  await expect(amara.locator(".cursor")).toHaveCount(1);
  const outline = amara.locator('.svelte-flow__node[data-id="scene"] .outline');
  await expect(outline).toHaveCSS("border-top-width", "2px");
  await expect(outline).toHaveCSS("border-top-left-radius", "11px");
  await other.context().close();
  await expect(amara.locator(".flag")).toHaveCount(0);
  await amara.context().close();
});

test("the chrome has its sizes and an empty canvas its words", async ({ browser }) => {
  const empty = await makeCanvas(client, "Untitled canvas");
  const page = await open(browser, client, empty.id);
  const rail = await page.getByRole("toolbar", { name: "Tools" }).boundingBox();
  expect(rail).toMatchObject({ x: 0, width: 48 });
  expect(rail?.y).toBe(48);
  await expect(page.getByRole("heading", { name: "An empty canvas" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Choose a file" })).toBeVisible();
  await page.getByRole("button", { name: "Add scene", exact: true }).last().click();
  await expect(page.getByRole("heading", { name: "An empty canvas" })).toBeHidden();
  const inspector = await page.getByRole("complementary", { name: "Inspector" }).boundingBox();
  expect(inspector?.width).toBe(320);
  await page.context().close();
});
