import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { eventually } from "../support/eventually.ts";
import { startStopwatch } from "../support/own-time.ts";
import { createRestClient, makeCanvas, signUpPerson, type RestClient } from "../support/rest-client.ts";
import { joinCanvas } from "../support/start-sync.ts";
import { startTestWeb, type TestWeb } from "../support/start-web.ts";

let web: TestWeb;
let ada: RestClient;
beforeAll(async () => {
  web = await startTestWeb({ GUESTS_PER_LINK: "4" });
  await web.startSync();
  ada = await signUpPerson(web.url, "Ada");
});
afterAll(() => web.stop());

interface Content {
  meta: { title: string };
  nodes: { id: string; type: string; data: Record<string, unknown>; takes: unknown[] }[];
  edges: { id: string; type: string }[];
}
interface Grant {
  token: string;
  url: string;
  role: string;
  actor: { id: string; kind: string; name: string };
}

const operate = (canvasId: string, operations: unknown[], client = ada) =>
  client.call<{ ids: string[]; errors: { path: string; message: string }[]; detail: string }>(
    "POST",
    `canvases/${canvasId}/operations`,
    { operations },
  );
const contentOf = (canvasId: string, client = ada): Promise<Content> =>
  client.must("GET", `canvases/${canvasId}/content`);
const addScene = (id: string) => ({
  op: "add-node",
  node: { id, type: "scene", x: 0, y: 0, data: { setName: "PIER" } },
});

describe("operations", () => {
  it("are visible live and in the content, derived edges included", async () => {
    const canvas = await makeCanvas(ada, "Night ferry");
    const grant = await ada.must<Grant>("POST", `canvases/${canvas.id}/sync-token`);
    expect(grant).toMatchObject({
      role: "owner",
      url: `ws://127.0.0.1:${web.port}/sync`,
      actor: { kind: "person" },
    });
    const peer = joinCanvas(grant.url, canvas.id, grant.token);
    const answer = await operate(canvas.id, [
      addScene("scene-1"),
      { op: "add-node", node: { type: "shot", x: 300, y: 0, data: { size: "CU" } } },
      { op: "add-node", node: { id: "cast-1", type: "character", x: 0, y: 90, data: { name: "INES" } } },
      { op: "connect", edge: { source: "cast-1", target: "scene-1" } },
      { op: "update-node", id: "scene-1", data: { synopsis: "She waits." }, x: 40 },
    ]);
    expect(answer.status).toBe(200);
    const [sceneId, shotId, , edgeId] = answer.body.ids;
    expect([sceneId, edgeId]).toEqual(["scene-1", "appears-in:cast-1:scene-1"]);
    await operate(canvas.id, [{ op: "connect", edge: { source: "scene-1", target: shotId } }]);
    await eventually(() =>
      expect(readNode(openCanvasDocument(peer.doc), shotId ?? "")?.data["scene"]).toBe("scene-1"),
    );
    peer.close();
    const content = await contentOf(canvas.id);
    expect(content.meta).toMatchObject({ title: "Night ferry", schemaVersion: 3, aspectRatio: "16:9" });
    expect(content.nodes.find(({ id }) => id === "scene-1")).toMatchObject({
      x: 40,
      data: { synopsis: "She waits." },
    });
    expect(content.edges.map(({ id }) => id).sort()).toEqual([edgeId, `contains:scene-1:${shotId}`].sort());

    const removed = await operate(canvas.id, [
      { op: "disconnect", id: edgeId },
      { op: "remove-node", id: "scene-1" },
    ]);
    expect(removed.status).toBe(200);
    expect((await contentOf(canvas.id)).edges).toEqual([]);
  });

  it("are all done or none, and the refusal names the operation", async () => {
    const canvas = await makeCanvas(ada);
    const refusals: [unknown, string][] = [
      [{ op: "update-node", id: "nobody", x: 1 }, "operations.1.id"],
      [{ op: "remove-node", id: "nobody" }, "operations.1.id"],
      [{ op: "add-node", node: { id: "a b", type: "shot", x: 0, y: 0 } }, "operations.1.node.id"],
      [{ op: "add-node", node: { type: "dragon", x: 0, y: 0 } }, "operations.1.node.type"],
      [
        { op: "add-node", node: { type: "shot", x: 0, y: 0, data: { lensMm: -1 } } },
        "operations.1.node.data.lensMm",
      ],
      [{ op: "connect", edge: { source: "s", target: "s" } }, "operations.1.edge"],
      [{ op: "connect", edge: { source: "s", target: "nobody" } }, "operations.1.edge.target"],
      [{ op: "disconnect", id: "contains:a:b" }, "operations.1.id"],
      [addScene("s"), "operations.1.node.id"],
    ];
    for (const [operation, path] of refusals) {
      const answer = await operate(canvas.id, [addScene("s"), operation]);
      expect([answer.status, answer.body.errors[0]?.path]).toEqual([422, path]);
    }
    expect((await contentOf(canvas.id)).nodes).toEqual([]);
  });

  it("are refused unread when they are malformed, none, or more than 1,000", async () => {
    const canvas = await makeCanvas(ada);
    for (const operations of [
      [],
      [{ op: "explode" }],
      [{ op: "add-node" }],
      Array.from({ length: 1001 }, () => ({ op: "remove-node", id: "x" })),
    ]) {
      expect((await operate(canvas.id, operations)).status).toBe(400);
    }
    expect((await ada.call("POST", `canvases/${canvas.id}/operations`, {})).status).toBe(400);
  });

  it("take 1,000 nodes at once", async () => {
    const canvas = await makeCanvas(ada);
    const operations = Array.from({ length: 1000 }, (_, index) => ({
      op: "add-node",
      node: { id: `shot-${index}`, type: "shot", x: index * 10, y: 0 },
    }));
    expect((await operate(canvas.id, operations)).status).toBe(200);
    expect((await contentOf(canvas.id)).nodes).toHaveLength(1000);
  });

  it("do not let keys of JavaScript's own objects through", async () => {
    const canvas = await makeCanvas(ada);
    const body =
      '{"operations":[{"op":"add-node","node":{"id":"__proto__","type":"shot","x":0,"y":0,"data":{"__proto__":{"size":"CU"},"constructor":1}}}]}';
    const answer = await fetch(`${web.url}/api/v1/canvases/${canvas.id}/operations`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", cookie: ada.cookieHeader(), origin: web.url },
    });
    expect([200, 400, 422]).toContain(answer.status);
    const content = await contentOf(canvas.id);
    expect(
      content.nodes.every((node) => node.data["constructor"] !== 1 && node.data["size"] === undefined),
    ).toBe(true);
  });
});

describe("review links", () => {
  it("let a guest look but not write, until they are revoked", async () => {
    const canvas = await makeCanvas(ada);
    await operate(canvas.id, [addScene("s")]);
    const link = await ada.must<{ id: string; url: string }>("POST", `canvases/${canvas.id}/share-links`, {
      role: "viewer",
    });
    const secret = link.url.split("#")[1] ?? "";
    expect(link.url).toMatch(/\/s#[\w-]{43}$/);
    const rows = JSON.stringify(await web.parts.records.selectFrom("share_links").selectAll().execute());
    expect(rows).not.toContain(secret);

    const guest = createRestClient(web.url);
    const grant = await guest.must<Grant>("POST", "share/sync-token", { secret, name: "Rosa" });
    expect(grant).toMatchObject({ role: "viewer", actor: { kind: "guest", name: "Rosa" } });
    const again = await guest.must<Grant>("POST", "share/sync-token", { secret, name: "Rosa M." });
    expect(again.actor).toMatchObject({ id: grant.actor.id, name: "Rosa M." });
    expect((await contentOf(canvas.id, guest)).nodes).toHaveLength(1);
    const batches = `canvases/${canvas.id}/batches`;
    expect(await guest.must("GET", `${batches}?limit=200`)).toEqual({ items: [], nextCursor: null });
    for (const wrong of ["cursor=zzz", "cursor=", "limit=201"])
      expect((await guest.call("GET", `${batches}?${wrong}`)).status).toBe(400);
    expect((await operate(canvas.id, [addScene("t")], guest)).status).toBe(403);
    for (const path of ["share-links", "batches", "import?format=fountain"]) {
      expect((await guest.call("POST", `canvases/${canvas.id}/${path}`, { role: "editor" })).status).toBe(
        403,
      );
    }
    expect((await guest.call("GET", "workspaces")).status).toBe(401);
    const other = await makeCanvas(ada);
    expect((await guest.call("GET", `canvases/${other.id}`)).status).toBe(404);

    const peer = joinCanvas(grant.url, canvas.id, grant.token);
    await eventually(() => expect(peer.provider.isSynced).toBe(true));
    const readMs = startStopwatch();
    expect((await ada.call("DELETE", `share-links/${link.id}`)).status).toBe(204);
    await eventually(() => expect(peer.closeCodes).toContain(4403));
    expect(readMs()).toBeLessThan(1_000);
    peer.close();
    expect((await guest.call("GET", `canvases/${canvas.id}`)).status).toBe(404);
    const late = await guest.call("POST", "share/sync-token", { secret, name: "Rosa" });
    const forged = await guest.call("POST", "share/sync-token", { secret: "x".repeat(43), name: "Rosa" });
    expect([late.status, late.body]).toEqual([404, forged.body]);
    expect(await ada.must("GET", `canvases/${canvas.id}/share-links`)).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  it("let an editor's link write, and keep a signed-in person's own name", async () => {
    const canvas = await makeCanvas(ada);
    const link = await ada.must<{ url: string }>("POST", `canvases/${canvas.id}/share-links`, {
      role: "editor",
    });
    const mei = await signUpPerson(web.url, "Mei");
    const grant = await mei.must<Grant>("POST", "share/sync-token", {
      secret: link.url.split("#")[1],
      name: "Somebody",
    });
    expect(grant).toMatchObject({ role: "editor", actor: { kind: "person", name: "Mei" } });
    expect((await operate(canvas.id, [addScene("s")], mei)).status).toBe(200);
    expect((await mei.call("PATCH", `canvases/${canvas.id}`, { title: "Mine" })).status).toBe(403);
    expect((await mei.call("DELETE", `canvases/${canvas.id}`)).status).toBe(403);
  });

  it("end by themselves, and cannot begin in the past", async () => {
    const canvas = await makeCanvas(ada);
    const make = (expiresAt: number) =>
      ada.call<{ id: string; url: string }>("POST", `canvases/${canvas.id}/share-links`, {
        role: "viewer",
        expiresAt: new Date(expiresAt).toISOString(),
      });
    expect((await make(Date.now() - 1000)).status).toBe(400);
    const { body: link } = await make(Date.now() + 60_000);
    const guest = createRestClient(web.url);
    const enter = () =>
      guest.call("POST", "share/sync-token", { secret: link.url.split("#")[1], name: "Rosa" });
    expect((await enter()).status).toBe(200);
    await web.parts.records
      .updateTable("share_links")
      .set({ expires_at: Date.now() - 1 })
      .where("id", "=", link.id)
      .execute();
    expect((await enter()).status).toBe(404);
    expect((await guest.call("GET", `canvases/${canvas.id}`)).status).toBe(404);
    expect((await ada.call("POST", `canvases/${canvas.id}/share-links`, { role: "owner" })).status).toBe(400);
  });
});

describe("the guests of a link", () => {
  const DAY_MS = 86_400_000;
  const openLink = async (role: string) => {
    const canvas = await makeCanvas(ada);
    const link = await ada.must<{ id: string; url: string }>("POST", `canvases/${canvas.id}/share-links`, {
      role,
    });
    return { canvasId: canvas.id, linkId: link.id, secret: link.url.split("#")[1] };
  };
  const enter = (client: RestClient, secret: string | undefined, name: string) =>
    client.must<Grant>("POST", "share/sync-token", { secret, name });
  const remembered = async (linkId: string): Promise<string[]> => {
    const guests = web.parts.records.selectFrom("guests").select("name").where("share_link_id", "=", linkId);
    return (await guests.orderBy("created_at").execute()).map(({ name }) => name);
  };
  /** As if they had been here a day ago, the first of them the longest. */
  const letTimePass = async (linkId: string): Promise<void> => {
    const guests = web.parts.records.updateTable("guests").where("share_link_id", "=", linkId);
    await guests.set(({ eb }) => ({ seen_at: eb("seen_at", "-", DAY_MS) })).execute();
  };

  it("are forgotten when they are too many, those who were not here for the longest first", async () => {
    const { canvasId, linkId, secret } = await openLink("viewer");
    const names = ["Rosa", "Tom", "Ann", "Bea"];
    const clients = names.map(() => createRestClient(web.url));
    const ids: string[] = [];
    for (const [index, client] of clients.entries()) {
      ids.push((await enter(client, secret, names[index] ?? "")).actor.id);
      await letTimePass(linkId);
    }
    // Within the bound all are there; Rosa comes again, so Tom is the one who was away for the longest.
    const [rosa, tom] = clients as [RestClient, RestClient];
    await enter(rosa, secret, "Rosa M.");
    expect(await remembered(linkId)).toEqual(["Rosa M.", "Tom", "Ann", "Bea"]);
    await enter(createRestClient(web.url), secret, "Cem");
    expect(await remembered(linkId)).toEqual(["Rosa M.", "Ann", "Bea", "Cem"]);
    expect((await tom.call("GET", `canvases/${canvasId}`)).status).toBe(404);
    // He comes back as who he was.
    expect((await enter(tom, secret, "Tom")).actor.id).toBe(ids[1]);
    expect((await tom.call("GET", `canvases/${canvasId}`)).status).toBe(200);
  });

  it("are not forgotten while they may be writing, nor when they have written", async () => {
    const { canvasId, linkId, secret } = await openLink("editor");
    const writer = createRestClient(web.url);
    const grant = await enter(writer, secret, "Writer");
    const peer = joinCanvas(grant.url, canvasId, grant.token);
    await eventually(() => expect(peer.provider.isSynced).toBe(true));
    addNode(openCanvasDocument(peer.doc), { id: "scene", type: "scene", x: 0, y: 0, data: {} });
    await eventually(() => expect(peer.provider.unsyncedChanges).toBe(0));
    for (const name of ["One", "Two", "Three", "Four", "Five"])
      await enter(createRestClient(web.url), secret, name);
    expect(await remembered(linkId)).toEqual(["Writer", "One", "Two", "Three", "Four", "Five"]);
    await letTimePass(linkId);
    await enter(createRestClient(web.url), secret, "Six");
    // The writer was among the oldest three: he is known now, and no longer counted.
    expect(await remembered(linkId)).toEqual(["Writer", "Three", "Four", "Five", "Six"]);
    peer.close();
  });
});

describe("pictures", () => {
  const png = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(64)]);

  it("are stored by content and shown to who may read the canvas", async () => {
    const canvas = await makeCanvas(ada);
    const asset = await ada.must<{ id: string; hash: string }>("POST", `canvases/${canvas.id}/assets`, png);
    expect(asset).toMatchObject({ id: asset.hash, mediaType: "image/png", byteLength: png.byteLength });
    const response = await fetch(`${web.url}/api/v1/canvases/${canvas.id}/assets/${asset.hash}`, {
      headers: { cookie: ada.cookieHeader() },
    });
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true);
    const other = await makeCanvas(ada);
    expect((await ada.call("GET", `canvases/${other.id}/assets/${asset.hash}`)).status).toBe(404);
    expect((await ada.call("GET", `canvases/${canvas.id}/assets/..%2F..%2Frecords.db`)).status).toBe(404);
  });

  it("are refused when they are none, or too large", async () => {
    const canvas = await makeCanvas(ada);
    const path = `canvases/${canvas.id}/assets`;
    expect((await ada.call("POST", path, "<svg xmlns='http://www.w3.org/2000/svg'/>")).status).toBe(422);
    expect((await ada.call("POST", path, Buffer.alloc(20 * 1024 * 1024 + 1))).status).toBe(413);
  });
});

describe("while the sync-server is away", () => {
  it("content is served from the store, operations are refused as retryable, and both come back", async () => {
    const canvas = await makeCanvas(ada);
    await operate(canvas.id, [addScene("s")]);
    await web.stopSync();
    expect((await contentOf(canvas.id)).nodes).toHaveLength(1);
    const refused = await operate((await makeCanvas(ada)).id, [addScene("t")]);
    expect(refused).toMatchObject({ status: 503, body: { code: "unavailable" } });
    await web.startSync();
    await eventually(
      async () => expect((await operate(canvas.id, [addScene("u")])).status).toBe(200),
      15_000,
    );
    expect((await contentOf(canvas.id)).nodes).toHaveLength(2);
  });
});
