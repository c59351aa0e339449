import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebsocketProvider } from "y-websocket";
import WebSocket from "ws";
import * as Y from "yjs";
import { createLogger } from "@backlot/shared/server/logger";
import { createCanvasPeers } from "@backlot/shared/server/canvas-peer";
import { openCanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";
import { eventually } from "../support/eventually.ts";
import {
  joinCanvas,
  signTestToken,
  startTestSyncServer,
  TEST_SECRET,
  type TestSyncServer,
} from "../support/start-sync.ts";

let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer();
});
afterAll(() => server.stop());

const join = async (canvasId: string, grant = {}) =>
  joinCanvas(server.syncUrl, canvasId, await signTestToken(canvasId, grant));

describe("editing together", () => {
  it("shows each peer the other's edits and keeps them for a fresh reader", async () => {
    const ada = await join("together");
    const ben = await join("together", { actorId: "ben", name: "Ben" });
    ada.doc.getMap("nodes").set("a", 1);
    ben.doc.getMap("nodes").set("b", 2);
    await eventually(() => {
      expect(ada.doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 });
      expect(ben.doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 });
      expect(ada.provider.unsyncedChanges).toBe(0);
      expect(ben.provider.unsyncedChanges).toBe(0);
    });
    ada.close();
    ben.close();
    const cleo = await join("together");
    await eventually(() => expect(cleo.doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 }));
    cleo.close();
  });

  it("lets a stock y-websocket client in", async () => {
    const ada = await join("plain");
    const doc = new Y.Doc();
    const plain = new WebsocketProvider(`ws://127.0.0.1:${server.port}/yjs`, "plain", doc, {
      params: { token: await signTestToken("plain", { actorId: "ben" }) },
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    });
    ada.doc.getMap("nodes").set("a", 1);
    doc.getMap("nodes").set("b", 2);
    await eventually(() => {
      expect(doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 });
      expect(ada.doc.getMap("nodes").toJSON()).toEqual({ a: 1, b: 2 });
    });
    plain.destroy();
    ada.close();
  });

  it("is readable from the log, and by a server that starts on the same folder", async () => {
    const peers = createCanvasPeers({
      syncUrl: server.syncUrl,
      secret: TEST_SECRET,
      logger: createLogger("test", "silent"),
      actor: { id: "worker", kind: "worker", name: "Worker" },
    });
    await peers.use("logged", async (peer) => {
      peer.canvas.meta.set("title", "Night shoot");
      await peer.saved();
      const log = openCanvasLogReader({ dataDir: server.dataDir });
      const read = await log.read("logged");
      const doc = new Y.Doc();
      for (const update of read?.updates ?? []) Y.applyUpdate(doc, update);
      expect(doc.getMap("meta").get("title")).toBe("Night shoot");
      expect(await log.version("logged")).toBe(read?.version);
      expect(await log.read("never-opened")).toBeUndefined();
      await log.close();
    });
    await peers.close();
  });
});
