import { rmSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebsocketProvider } from "y-websocket";
import WebSocket from "ws";
import * as Y from "yjs";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";
import { spawnSyncServer } from "../support/spawn-sync.ts";
import {
  joinCanvas,
  makeDataDir,
  signTestToken,
  startTestSyncServer,
  type TestSyncServer,
} from "../support/start-sync.ts";

let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer();
});
afterAll(() => server.stop());

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const peer of open.splice(0)) peer.close();
});

interface PlainPeer {
  doc: Y.Doc;
  provider: WebsocketProvider;
  closeCodes: number[];
}

/** The stock client as its README has it; only the WebSocket comes from outside, as everywhere in Node. */
const joinPlain = (
  port: number,
  canvasId: string,
  credentials: { params?: Record<string, string>; protocols?: string[] },
  Polyfill: unknown = WebSocket,
): PlainPeer => {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider(`ws://127.0.0.1:${port}/yjs`, canvasId, doc, {
    ...credentials,
    WebSocketPolyfill: Polyfill as typeof globalThis.WebSocket,
    maxBackoffTime: 200,
    disableBc: true,
  });
  const closeCodes: number[] = [];
  provider.on("connection-close", (event: { code: number } | null) => closeCodes.push(event?.code ?? 0));
  open.push({ close: () => provider.destroy() });
  return { doc, provider, closeCodes };
};
const byQuery = async (canvasId: string, grant = {}) => ({
  params: { token: await signTestToken(canvasId, grant) },
});
const bySubprotocol = async (canvasId: string, grant = {}) => ({
  protocols: ["backlot", `backlot.token.${await signTestToken(canvasId, grant)}`],
});
const joinHocuspocus = async (canvasId: string, grant = {}, syncUrl = server.syncUrl) => {
  const peer = joinCanvas(syncUrl, canvasId, await signTestToken(canvasId, grant));
  open.push(peer);
  return peer;
};
const contentOf = (doc: Y.Doc): unknown => ({
  map: doc.getMap("map").toJSON(),
  list: doc.getArray("list").toJSON(),
  text: doc.getText("text").toDelta(),
});

describe("a stock y-websocket client beside a stock HocuspocusProvider", () => {
  it("edits every shared type with it, nested, deleted and undone", async () => {
    const plain = joinPlain(server.port, "types", await byQuery("types", { actorId: "ben" }));
    const hocuspocus = await joinHocuspocus("types");
    await eventually(() => expect(plain.provider.synced && hocuspocus.provider.isSynced).toBe(true));
    const agree = (): Promise<void> =>
      eventually(() => {
        expect(contentOf(plain.doc)).toEqual(contentOf(hocuspocus.doc));
        expect(hocuspocus.provider.unsyncedChanges).toBe(0);
      });

    const undo = new Y.UndoManager(plain.doc.getText("text"));
    plain.doc.getMap("map").set("scene", new Y.Map([["title", new Y.Text("Night")]]));
    hocuspocus.doc.getArray("list").push(["a", { b: [1, null, true] }, "c"]);
    plain.doc.getText("text").insert(0, "shot on location");
    await agree();

    const title = (hocuspocus.doc.getMap("map").get("scene") as Y.Map<Y.Text>).get("title");
    title?.insert(5, " shoot 🎬", { bold: true });
    hocuspocus.doc.getText("text").insert(4, "s");
    plain.doc.getArray("list").delete(0, 2);
    await agree();
    expect(hocuspocus.doc.getMap("map").toJSON()).toEqual({ scene: { title: "Night shoot 🎬" } });
    expect(plain.doc.getArray("list").toJSON()).toEqual(["c"]);

    undo.undo();
    hocuspocus.doc.getMap("map").delete("scene");
    await agree();
    expect(contentOf(hocuspocus.doc)).toEqual({ map: {}, list: ["c"], text: [{ insert: "s" }] });
    undo.redo();
    await agree();
    expect(plain.doc.getText("text").toJSON()).toContain("shot on location".slice(4));
  });

  it("sees its presence and is seen, under the names of their tokens, until it leaves", async () => {
    const plain = joinPlain(server.port, "seen", await byQuery("seen", { actorId: "ben", name: "Ben" }));
    const hocuspocus = await joinHocuspocus("seen", { name: "Ada" });
    plain.provider.awareness.setLocalState({ user: { name: "Eve" }, cursor: { x: 1, y: 2 } });
    hocuspocus.provider.setAwarenessField("cursor", { x: 3, y: 4 });
    const namesSeenBy = (states: Map<number, unknown> | undefined, own: number): unknown[] =>
      [...(states ?? [])].filter(([id]) => id !== own).map(([, state]) => state);
    await eventually(() => {
      expect(namesSeenBy(hocuspocus.provider.awareness?.getStates(), hocuspocus.doc.clientID)).toMatchObject([
        { user: { name: "Ben" }, cursor: { x: 1, y: 2 } },
      ]);
      expect(namesSeenBy(plain.provider.awareness.getStates(), plain.doc.clientID)).toMatchObject([
        { user: { name: "Ada" }, cursor: { x: 3, y: 4 } },
      ]);
    });
    plain.provider.disconnect();
    await eventually(() =>
      expect(hocuspocus.provider.awareness?.getStates().has(plain.doc.clientID)).toBe(false),
    );
  });

  it("changes nothing with a viewer's token, and goes on reading", async () => {
    const viewer = joinPlain(server.port, "read", await byQuery("read", { role: "viewer", actorId: "eve" }));
    const editor = await joinHocuspocus("read");
    await eventually(() => expect(viewer.provider.synced && editor.provider.isSynced).toBe(true));
    viewer.doc.getMap("map").set("forged", 1);
    editor.doc.getMap("map").set("honest", 1);
    await eventually(() => expect(viewer.doc.getMap("map").get("honest")).toBe(1));
    const fresh = await joinHocuspocus("read");
    await eventually(() => expect(fresh.doc.getMap("map").toJSON()).toEqual({ honest: 1 }));
    expect(viewer.closeCodes).toEqual([]);
  });

  it.each(["editor", "viewer"] as const)("stops for good when a token for a %s is forged", async (role) => {
    const token = await signTestToken("stop", { role }, { secret: "another secret of the same length" });
    for (const credentials of [{ params: { token } }, { protocols: ["backlot", `backlot.token.${token}`] }]) {
      const peer = joinPlain(server.port, "stop", credentials);
      await eventually(() => expect(peer.closeCodes).toEqual([4401]));
      expect(peer.provider.shouldConnect).toBe(false);
    }
  });
});

describe("a token", () => {
  it("may come as a subprotocol, which the server does not say back", async () => {
    let answered = "";
    class Listening extends WebSocket {
      constructor(...parts: ConstructorParameters<typeof WebSocket>) {
        super(...parts);
        this.on("upgrade", (response) => (answered = response.headers["sec-websocket-protocol"] ?? ""));
      }
    }
    const plain = joinPlain(server.port, "sub", await bySubprotocol("sub"), Listening);
    const other = await joinHocuspocus("sub", { actorId: "ben" });
    plain.doc.getMap("map").set("a", 1);
    await eventually(() => expect(other.doc.getMap("map").get("a")).toBe(1));
    expect(answered).toBe("backlot");
  });
});

describe("a server that is killed", () => {
  it("costs a plain Yjs client nothing, and never wrote a token down", async () => {
    const [port, dataDir] = [await findFreePort(), makeDataDir()];
    const start = () => spawnSyncServer(port, dataDir, { LOG_LEVEL: "trace" });
    let running = await start();
    let output = "";
    open.push({ close: () => void running.kill("SIGKILL") });
    const credentials = { ...(await byQuery("kill")), ...(await bySubprotocol("kill")) };
    const forged = await signTestToken("kill", {}, { secret: "another secret of the same length" });
    const peer = joinPlain(port, "kill", credentials);
    const stranger = joinPlain(port, "kill", { params: { token: forged } });
    await eventually(() => expect(stranger.closeCodes).toEqual([4401]), 10_000);

    const list = peer.doc.getArray<number>("list");
    for (let round = 0; round < 2; round++) {
      await eventually(() => expect(peer.provider.synced).toBe(true), 10_000);
      for (let i = 0; i < 20; i++) list.push([list.length]);
      await running.kill("SIGKILL");
      output += running.output();
      list.push([list.length]);
      running = await start();
    }
    const fresh = await joinHocuspocus("kill", { actorId: "ben" }, `ws://127.0.0.1:${port}/sync`);
    await eventually(
      () => expect(fresh.doc.getArray("list").toJSON()).toEqual(Array.from({ length: 42 }, (_, i) => i)),
      10_000,
    );
    output += running.output();
    await running.kill("SIGTERM");
    expect(output).toContain("listening");
    for (const token of [forged, credentials.params.token]) {
      expect(output).not.toContain(token);
      expect(output).not.toContain(token.split(".")[2]);
    }
    rmSync(dataDir, { recursive: true, force: true });
  }, 30_000);
});
