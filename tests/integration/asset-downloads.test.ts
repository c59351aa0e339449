import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
let ada: RestClient;
let canvasId: string;
beforeAll(async () => {
  web = await startTestWeb();
  await web.startSync();
  ada = await signUpPerson(web.url, "Ada");
  canvasId = (await makeCanvas(ada, "Night ferry")).id;
});
afterAll(() => web.stop());

const put = async (text: string, mediaType: string, kind: "file" | "picture" = "file"): Promise<string> =>
  (await web.parts.assets.put({ canvasId, bytes: new TextEncoder().encode(text), mediaType, kind })).hash;
const get = (hash: string, query = "", client = ada): Promise<Response> =>
  fetch(`${web.url}/api/v1/canvases/${canvasId}/assets/${hash}${query}`, {
    headers: { cookie: client.cookieHeader() },
  });

describe("a file that a function made", () => {
  it("comes as a download under its name, in a sandbox, whatever it holds", async () => {
    const hash = await put("<script>alert(1)</script>", "text/html; charset=utf-8");
    const response = await get(hash, `?name=${encodeURIComponent("Nächtliche Fähre animatic.html")}`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("<script>alert(1)</script>");
    const { headers } = response;
    expect(headers.get("content-disposition")).toBe(
      `attachment; filename="Na_chtliche Fa_hre animatic.html"; filename*=UTF-8''N%C3%A4chtliche%20F%C3%A4hre%20animatic.html`,
    );
    expect(headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    for (const query of ["", "?name=", "?name=%2e%2e"])
      expect((await get(hash, query)).headers.get("content-disposition")).toBe("attachment");
    expect((await get(hash, `?name=${"x".repeat(500)}`)).status).toBe(400);
  });

  it("is never shown as a picture when it could carry a script", async () => {
    const hash = await put("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml");
    expect((await get(hash)).headers.get("content-disposition")).toBe("attachment");
  });

  it("is there only for those who may read its canvas", async () => {
    const hash = await put("id,shot", "text/csv");
    const stranger = await signUpPerson(web.url, "Eve");
    expect((await get(hash, "?name=a.csv", stranger)).status).toBe(404);
    expect((await fetch(`${web.url}/api/v1/canvases/${canvasId}/assets/${hash}`)).status).toBe(401);
  });
});

it("shows a picture as before, and tells its name to whoever saves it", async () => {
  const hash = await put("picture", "image/png", "picture");
  expect((await get(hash)).headers.get("content-disposition")).toBeNull();
  const { headers } = await get(hash, "?name=5A%20take%203.png");
  expect(headers.get("content-disposition")).toMatch(/^inline; filename="5A take 3.png"/);
});
