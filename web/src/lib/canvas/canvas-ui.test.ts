import { afterEach, describe, expect, it, vi } from "vitest";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { createCanvasSession } from "./canvas-session.svelte.ts";
import { CanvasUi, type Camera } from "./canvas-ui.svelte.ts";
import { endsOf, typesForWire } from "./connecting/connection-drag.svelte.ts";
import { portsOf } from "./edges/ports.ts";
import { createPointerEvents } from "./flow/pointer-events.ts";
import { createKeyboard } from "./keyboard.ts";
import { placeNode, placeNodeOnWire } from "./place-node.ts";
import type { CanvasGrant } from "./session/canvas-grant.ts";

const uis: CanvasUi[] = [];
const openUi = (role: "editor" | "viewer" = "editor") => {
  const session = createCanvasSession({
    canvasId: "board",
    requestGrant: () => Promise.resolve({ ok: false, reason: "unreachable" }),
  });
  session.grant = {
    role,
    actor: { id: "me", name: "Me Self", kind: "person", colorIndex: 1 },
  } as CanvasGrant;
  const onRun = vi.fn();
  const ui = new CanvasUi(session, { onRun });
  const camera = {
    zoomIn: vi.fn(),
    zoomOut: vi.fn(),
    zoomTo: vi.fn(),
    fitAll: vi.fn(),
    fitNodes: vi.fn(),
    centerOn: vi.fn(),
    set: vi.fn(),
    toWorld: ({ x, y }: { x: number; y: number }) => ({ x, y }),
  } satisfies Camera;
  ui.camera = camera;
  uis.push(ui);
  const keyboard = createKeyboard(ui, () => ({ x: 100, y: 100 }));
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => {
    const event = { key, code: "", target: null, defaultPrevented: false, preventDefault: vi.fn(), ...more };
    keyboard(event as unknown as KeyboardEvent);
    session.model.flush();
  };
  return { session, ui, camera, onRun, press, pointer: createPointerEvents(session, ui) };
};
afterEach(() => {
  for (const ui of uis.splice(0)) {
    ui.destroy();
    ui.session.destroy();
  }
});

const portOf = (ui: CanvasUi, nodeId: string, portId: string) => {
  const box = ui.flow.boxOf(nodeId);
  const port = box && portsOf(box).find(({ id }) => id === portId);
  if (!port) throw new Error(`No port ${portId}`);
  return port;
};

describe("drawing a connection", () => {
  const board = () => {
    const opened = openUi();
    const { canvas, model } = opened.session;
    addNode(canvas, { id: "ferry", type: "location", x: 0, y: 0 });
    addNode(canvas, { id: "deck", type: "scene", x: 400, y: 0 });
    addNode(canvas, { id: "pier", type: "scene", x: 400, y: 300, data: { location: "ferry" } });
    addNode(canvas, { id: "shot", type: "shot", x: 800, y: 0, data: { scene: "deck" } });
    model.flush();
    opened.ui.connecting.start("ferry", portOf(opened.ui, "ferry", "set-in-source"));
    return opened;
  };

  it("shows where the wire may go, and where it already is", () => {
    const { ui } = board();
    const targets = ui.connecting.wire?.targets.map(({ nodeId, connected }) => [nodeId, connected]);
    expect(targets).toEqual([
      ["deck", false],
      ["pier", true],
    ]);
  });

  it("snaps within 32 px of a target and writes at the drop", () => {
    const { ui, session, pointer } = board();
    ui.connecting.move({ x: 380, y: 84 }, 1);
    expect(ui.connecting.wire?.snapped?.nodeId).toBe("deck");
    pointer.released();
    session.model.flush();
    expect(session.model.edges.has("set-in:ferry:deck")).toBe(true);
    expect(ui.connecting.wire).toBeUndefined();
  });

  it("says why a node is refused and where to drop instead", () => {
    const { ui, session, pointer } = board();
    ui.connecting.move({ x: 850, y: 50 }, 1);
    expect(ui.connecting.wire?.refused).toEqual({
      nodeId: "shot",
      title: "A location cannot connect to a shot",
      hint: "Shots take their location from the scene. Drop on Scene 1 instead.",
    });
    const before = session.model.edges.size;
    pointer.released();
    session.model.flush();
    expect(session.model.edges.size).toBe(before);
    expect(ui.quickAdd).toBeUndefined();
  });

  it("opens quick-add on empty canvas with what this wire allows", () => {
    const { ui, session, pointer } = board();
    ui.connecting.move({ x: 100, y: 700 }, 1);
    pointer.released();
    const wire = ui.quickAdd?.wire;
    expect(wire && typesForWire("location", wire.port)).toEqual(["scene"]);
    placeNodeOnWire(session, "scene", { x: 100, y: 700 }, {}, { nodeId: "ferry", outward: true });
    session.model.flush();
    const added = session.selection[0] ?? "";
    expect(session.model.edges.has(`set-in:ferry:${added}`)).toBe(true);
  });

  it("runs the other way when it starts at a target handle", () => {
    const { ui } = board();
    ui.connecting.start("shot", portOf(ui, "shot", "contains-target"));
    expect(ui.connecting.wire?.targets.map(({ nodeId }) => nodeId)).toEqual(["deck", "pier"]);
    const wire = ui.connecting.wire;
    expect(wire && endsOf(wire, "deck")).toEqual({ source: "deck", target: "shot" });
    ui.connecting.cancel();
    expect(ui.connecting.end()).toBeUndefined();
  });

  it("is not offered to those who may only look", () => {
    const { ui, session } = openUi("viewer");
    addNode(session.canvas, { id: "ferry", type: "location", x: 0, y: 0 });
    session.model.flush();
    ui.connecting.start("ferry", portOf(ui, "ferry", "set-in-source"));
    expect(ui.connecting.wire).toBeUndefined();
  });
});

describe("adding nodes", () => {
  it("puts a new shot into the scene that is selected", () => {
    const { session } = openUi();
    const scene = placeNode(session, "scene", { x: 0, y: 0 });
    const shot = placeNode(session, "shot", { x: 0, y: 0 });
    const next = placeNode(session, "shot", { x: 0, y: 0 });
    session.model.flush();
    expect(session.model.views.get(shot ?? "")?.node.data["scene"]).toBe(scene);
    expect(session.model.views.get(next ?? "")?.facts.number).toBe("1B");
  });

  it("signs a note", () => {
    const { session } = openUi();
    const note = placeNode(session, "note", { x: 104, y: 48 }, { text: "Ask Rafael" });
    expect(session.model.views.get(note ?? "")?.node).toMatchObject({
      x: 0,
      y: 0,
      data: { text: "Ask Rafael", authorName: "Me Self", authorId: "me" },
    });
  });

  it("places a picked type with the next click, once", () => {
    const { ui, session, pointer } = openUi();
    ui.placing = "character";
    pointer.paneClicked({ clientX: 300, clientY: 300 } as MouseEvent);
    pointer.paneClicked({ clientX: 900, clientY: 300 } as MouseEvent);
    session.model.flush();
    expect([...session.model.views.values()].map(({ node }) => node.type)).toEqual(["character"]);
  });
});

describe("the keyboard", () => {
  it("adds, moves, undoes and deletes", () => {
    const { session, press } = openUi();
    press("t");
    const [id = ""] = session.selection;
    const x = session.model.geometry.get(id)?.x ?? 0;
    press("ArrowRight");
    press("ArrowRight", { shiftKey: true });
    expect(session.model.geometry.get(id)?.x).toBe(x + 17);
    press("Delete");
    expect(session.model.views.size).toBe(0);
    press("z", { ctrlKey: true });
    expect(session.model.views.size).toBe(1);
    press("z", { ctrlKey: true, shiftKey: true });
    expect(session.model.views.size).toBe(0);
  });

  it("goes from node to node when nothing is selected, and Enter selects", () => {
    const { session, ui, camera, press } = openUi();
    for (const [id, x] of [
      ["a", 0],
      ["b", 300],
      ["c", 600],
    ] as const) {
      addNode(session.canvas, { id, type: "note", x, y: 0 });
    }
    session.model.flush();
    press("ArrowRight");
    expect(ui.flow.focusedNode).toBe("a");
    press("ArrowRight");
    expect(ui.flow.focusedNode).toBe("b");
    expect(camera.centerOn).toHaveBeenCalledTimes(2);
    press("Enter");
    expect(session.selection).toEqual(["b"]);
    press("Escape");
    expect(session.selection).toEqual([]);
    expect(ui.flow.focusedNode).toBe("b");
    press("a", { ctrlKey: true });
    expect(session.selection).toHaveLength(3);
  });

  it("switches tools, zooms, runs and opens quick-add", () => {
    const { session, ui, camera, onRun, press } = openUi();
    press("h");
    expect(ui.tool).toBe("hand");
    press("v");
    expect(ui.tool).toBe("select");
    press("!", { shiftKey: true, code: "Digit1" });
    press("@", { shiftKey: true, code: "Digit2" });
    press(")", { shiftKey: true, code: "Digit0" });
    expect([camera.fitAll, camera.fitNodes, camera.zoomTo].every((act) => act.mock.calls.length === 1)).toBe(
      true,
    );
    press("r");
    expect(onRun).not.toHaveBeenCalled();
    press("t");
    press("r");
    expect(onRun).toHaveBeenCalledWith(session.selection);
    press("/");
    expect(ui.quickAdd?.at).toEqual({ x: 100, y: 100 });
    press("Escape");
    expect(ui.quickAdd).toBeUndefined();
  });

  it("does nothing that writes for those who may only look", () => {
    const { session, ui, press } = openUi("viewer");
    for (const key of ["t", "/", "Delete", "ArrowLeft"]) press(key);
    expect(session.canvas.nodes.size).toBe(0);
    expect(ui.quickAdd).toBeUndefined();
  });
});
