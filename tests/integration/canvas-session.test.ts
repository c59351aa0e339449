import { afterEach, describe, expect, it } from "vitest";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import type { Role } from "@backlot/shared/protocol/roles";
import { createCanvasSession, type CanvasSession } from "../../web/src/lib/canvas/canvas-session.svelte.ts";
import { NO_JOBS } from "../../web/src/lib/canvas/model/node-marks.ts";
import type { GrantAnswer } from "../../web/src/lib/canvas/session/canvas-grant.ts";
import { eventually } from "../support/eventually.ts";
import {
  makeDataDir,
  signTestToken,
  startTestSyncServer,
  type TestSyncServer,
} from "../support/start-sync.ts";

const CANVAS_ID = "board";
const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

const startServer = async (
  options: Parameters<typeof startTestSyncServer>[0] = {},
): Promise<TestSyncServer> => {
  const server = await startTestSyncServer(options);
  stops.push(() => server.stop());
  return server;
};

const grantOf = async (url: string, actorId: string, role: Role): Promise<GrantAnswer> => ({
  ok: true,
  grant: {
    token: await signTestToken(CANVAS_ID, { actorId, role, name: actorId }),
    url,
    role,
    expiresAt: new Date(Date.now() + 600_000).toISOString(),
    canvas: { id: CANVAS_ID, title: "Board", projectId: "p", projectName: "Film" },
    actor: { id: actorId, name: actorId, kind: "person", colorIndex: 1 },
  },
});

const openSession = (requestGrant: () => Promise<GrantAnswer>): CanvasSession => {
  const session = createCanvasSession({ canvasId: CANVAS_ID, requestGrant });
  stops.push(() => session.destroy());
  return session;
};

const expectSaved = (session: CanvasSession) =>
  eventually(() => {
    expect(session.saveState).toEqual({ kind: "saved" });
  });

describe("an open canvas", () => {
  it("saves what is done here and shows it, and who did it, to the others", async () => {
    const server = await startServer();
    const ada = openSession(() => grantOf(server.syncUrl, "ada", "editor"));
    const mei = openSession(() => grantOf(server.syncUrl, "mei", "owner"));
    await Promise.all([expectSaved(ada), expectSaved(mei)]);
    expect(ada.connection).toBe("connected");
    addNode(ada.canvas, { id: "note", type: "note", x: 1, y: 2 });
    ada.model.flush();
    ada.select(["note"]);
    ada.setTyping("note", "text");
    await eventually(() => {
      expect(mei.model.geometry.get("note")).toMatchObject({ x: 1, y: 2 });
      expect(mei.people.map(({ id }) => id)).toEqual(["ada"]);
      expect(mei.model.views.get("note")?.watchers.map(({ id }) => id)).toEqual(["ada"]);
      expect(mei.model.views.get("note")?.typist?.id).toBe("ada");
    });
    await expectSaved(ada);
    expect(ada.canUndo).toBe(true);
    expect(mei.canUndo).toBe(false);
    ada.undo();
    await eventually(() => {
      expect(mei.model.views.size).toBe(0);
    });
  });

  it("keeps working while the server is away, says so truly, and saves when it is back", async () => {
    const dataDir = makeDataDir();
    const first = await startTestSyncServer({ dataDir });
    const ada = openSession(() => grantOf(first.syncUrl, "ada", "editor"));
    await expectSaved(ada);
    await first.stop();
    addNode(ada.canvas, { id: "note", type: "note", x: 1, y: 2 });
    await eventually(() => {
      // There is no browser database in this test, so the change is nowhere but here.
      expect(ada.saveState).toEqual({ kind: "not-saved", count: 1 });
    });
    expect(ada.offlineSinceMs).toBeDefined();
    const second = await startTestSyncServer({ dataDir, change: (config) => (config.port = first.port) });
    stops.push(() => second.stop());
    await expectSaved(ada);
    const reader = openSession(() => grantOf(second.syncUrl, "mei", "viewer"));
    await eventually(() => {
      expect(reader.model.views.has("note")).toBe(true);
    });
    expect(reader.saveState).toEqual({ kind: "read-only" });
    expect(reader.readOnly).toBe(true);
  });

  it("asks again while web is unreachable and ends for good when it is refused", async () => {
    const server = await startServer();
    const answers: GrantAnswer[] = [
      { ok: false, reason: "unreachable" },
      await grantOf(server.syncUrl, "ada", "editor"),
    ];
    const ada = openSession(() => Promise.resolve(answers.shift() ?? { ok: false, reason: "not-found" }));
    await eventually(() => {
      expect(ada.connection).toBe("offline");
    });
    ada.tryToConnectNow();
    await expectSaved(ada);
    const gone = openSession(() => Promise.resolve({ ok: false, reason: "not-found" }));
    await eventually(() => {
      expect(gone.connection).toBe("not-found");
    });
    expect(gone.hasEnded).toBe(true);
    expect(gone.readOnly).toBe(true);
  });

  it("replaces a token that the server refuses", async () => {
    const server = await startServer();
    const good = await grantOf(server.syncUrl, "ada", "editor");
    if (!good.ok) throw new Error("No grant");
    const answers: GrantAnswer[] = [{ ok: true, grant: { ...good.grant, token: "forged" } }];
    let asked = 0;
    const ada = openSession(() => {
      asked += 1;
      return Promise.resolve(answers.shift() ?? good);
    });
    await expectSaved(ada);
    expect(asked).toBeGreaterThan(1);
  });

  it("marks nodes with what batches say and flies to a node", async () => {
    const server = await startServer();
    const ada = openSession(() => grantOf(server.syncUrl, "ada", "editor"));
    await expectSaved(ada);
    addNode(ada.canvas, { id: "shot", type: "shot", x: 1, y: 2 });
    ada.model.flush();
    ada.markNodes({ ...NO_JOBS, marks: new Map([["shot", { kind: "queued", words: "Queued, 1st" }]]) });
    expect(ada.model.views.get("shot")?.mark?.words).toBe("Queued, 1st");
    const flown: string[] = [];
    ada.useCamera((id) => flown.push(id));
    ada.flyTo("shot");
    expect(flown).toEqual(["shot"]);
    expect(ada.selection).toEqual(["shot"]);
  });

  it("says that the canvas is full, and saves when a colleague has made room", async () => {
    const server = await startServer({ change: ({ limits }) => (limits.maxDocumentBytes = 10_000) });
    const ada = openSession(() => grantOf(server.syncUrl, "ada", "editor"));
    const mei = openSession(() => grantOf(server.syncUrl, "mei", "owner"));
    await Promise.all([expectSaved(ada), expectSaved(mei)]);
    addNode(mei.canvas, { id: "large", type: "note", x: 1, y: 2, data: { text: "x".repeat(7_000) } });
    await expectSaved(mei);
    addNode(ada.canvas, { id: "more", type: "note", x: 1, y: 2, data: { text: "y".repeat(6_000) } });
    await eventually(() => expect(ada.refusal).toBe("documentFull"));
    expect(ada.saveState.kind).not.toBe("saved");
    mei.undo();
    await expectSaved(mei);
    await eventually(() => {
      ada.tryToConnectNow();
      expect(ada.saveState).toEqual({ kind: "saved" });
    }, 15_000);
    expect(ada.refusal).toBeUndefined();
  });
});
