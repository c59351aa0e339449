import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import { CanvasModel } from "#lib/canvas/model/canvas-model.ts";
import { NO_JOBS, NodeMarks } from "#lib/canvas/model/node-marks.ts";
import { flagsOf } from "./flags.ts";
import { OwnPresence } from "./own-presence.ts";
import { Room } from "./room.svelte.ts";

const FRAME_MS = 250;
const person = (id: string, name: string) => ({ id, name, kind: "person", colorIndex: 4 });

/** Our canvas, and colleagues who speak to it through presence. */
const openRoom = () => {
  const canvas = openCanvasDocument(new Y.Doc());
  const own = new Awareness(canvas.doc);
  for (const id of ["a", "b"]) addNode(canvas, { id, type: "shot", x: 0, y: 0 });
  const model = new CanvasModel(canvas);
  const room = new Room(own);
  const marks = new NodeMarks(model, room);
  const join = (state: object) => {
    const awareness = new Awareness(new Y.Doc());
    const say = (next: object | null) => {
      awareness.setLocalState(next);
      applyAwarenessUpdate(own, encodeAwarenessUpdate(awareness, [awareness.clientID]), "remote");
      vi.advanceTimersByTime(FRAME_MS);
    };
    say(state);
    return say;
  };
  return { own, model, room, marks, join, view: (id: string) => model.views.get(id) };
};

describe("the people on a canvas", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("come, say what they do on nodes, and go", () => {
    const { room, join, view } = openRoom();
    const mei = join({ user: person("mei", "Mei Tanaka"), selection: { ids: ["a"], count: 1 } });
    expect(room.people.map(({ firstName }) => firstName)).toEqual(["Mei"]);
    expect(view("a")?.watchers.map(({ id }) => id)).toEqual(["mei"]);
    mei({
      user: person("mei", "Mei Tanaka"),
      typing: { nodeId: "b", field: "description" },
      drag: { ids: ["a"], dx: 1, dy: 1 },
    });
    expect(view("a")?.watchers).toEqual([]);
    expect(view("a")?.dragger?.id).toBe("mei");
    expect(view("b")?.typist?.id).toBe("mei");
    mei(null);
    expect(room.people).toEqual([]);
    expect(view("b")?.typist).toBeUndefined();
  });

  it("stay the same objects while their pointers move", () => {
    const { room, join } = openRoom();
    const mei = join({ user: person("mei", "Mei"), cursor: { x: 1, y: 1 } });
    const [before] = room.people;
    mei({ user: person("mei", "Mei"), cursor: { x: 9, y: 9 } });
    expect(room.people[0]).toBe(before);
    expect(before?.cursor).toEqual({ x: 9, y: 9 });
  });

  it("are told apart from workers, whose jobs show on their nodes", () => {
    const { room, marks, join, view } = openRoom();
    const jobs = {
      j1: { batchId: "x", nodeId: "a", function: "storyboard", progress: 0.5, step: "Inking", by: "Mei" },
    };
    const worker = join({ user: { ...person("w", "Worker"), kind: "worker" }, jobs });
    expect(room.people).toEqual([]);
    expect(room.runningJobs.get("j1")?.progress).toBe(0.5);
    expect(view("a")?.job?.step).toBe("Inking");
    marks.setMarks({ ...NO_JOBS, marks: new Map([["b", { kind: "queued", words: "Queued, 1st" }]]) });
    expect(view("b")?.mark?.words).toBe("Queued, 1st");
    worker(null);
    expect(view("a")?.job).toBeUndefined();
    marks.setMarks(NO_JOBS);
    expect(view("b")?.mark).toBeUndefined();
  });

  it("keep the work that was heard of while there is no connection, and lose what is not told again", () => {
    const { room, join, view } = openRoom();
    const run = { batchId: "x", function: "storyboard", progress: 0.5, step: "Inking", by: "Mei" };
    const jobs = (nodeId: string) => ({ [nodeId]: { ...run, nodeId } });
    const stays = { ...person("w1", "Worker"), kind: "worker" };
    const first = join({ user: stays, jobs: jobs("a") });
    const second = join({ user: { ...person("w2", "Worker"), kind: "worker" }, jobs: jobs("b") });
    const mei = join({ user: person("mei", "Mei Tanaka") });
    room.setConnected(false);
    for (const leave of [first, second, mei]) leave(null);
    expect(room.people).toEqual([]);
    expect([view("a")?.job?.progress, view("b")?.job?.progress]).toEqual([0.5, 0.5]);
    room.setConnected(true);
    first({ user: stays, jobs: jobs("a") });
    expect(view("b")?.job?.progress).toBe(0.5);
    vi.advanceTimersByTime(1_000 + FRAME_MS);
    expect([view("a")?.job?.progress, view("b")?.job]).toEqual([0.5, undefined]);
    first(null);
    expect(view("a")?.job).toBeUndefined();
  });

  it("wear one flag per node: who types first, more than two counted", () => {
    const { room, join } = openRoom();
    const select = { selection: { ids: ["a"], count: 1 } };
    join({ user: person("mei", "Mei Tanaka"), ...select });
    const box = () => ({ x: 10, y: 20 });
    const words = () => flagsOf(room.people, box).map((flag) => flag.words);
    expect(words()).toEqual(["Mei"]);
    join({ user: person("r", "Rafael"), ...select });
    join({ user: person("x", "Xu"), ...select });
    expect(words()).toEqual(["Mei +2"]);
    join({ user: person("jonas", "Jonas Lind"), typing: { nodeId: "a", field: "description" } });
    expect(words()).toEqual(["Jonas is typing"]);
    expect(flagsOf(room.people, () => undefined)).toEqual([]);
  });
});

describe("our own presence", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is sent at most 20 times a second, always the newest of each field", () => {
    const awareness = new Awareness(new Y.Doc());
    const presence = new OwnPresence(awareness);
    let sent = 0;
    awareness.on("update", () => (sent += 1));
    presence.setSelection(["a"]);
    for (let x = 0; x <= 100; x++) {
      presence.set({ cursor: { x, y: 0 } });
      vi.advanceTimersByTime(1);
    }
    expect(sent).toBeLessThanOrEqual(3);
    vi.advanceTimersByTime(50);
    expect(awareness.getLocalState()).toMatchObject({
      cursor: { x: 100, y: 0 },
      selection: { ids: ["a"], count: 1 },
    });
    presence.destroy();
  });

  it("names at most 64 nodes and says how many there are", () => {
    const awareness = new Awareness(new Y.Doc());
    const presence = new OwnPresence(awareness);
    const ids = Array.from({ length: 100 }, (_, at) => `n${at}`);
    presence.setSelection(ids);
    presence.setDrag(ids, 1.4, 2.6);
    vi.advanceTimersByTime(60);
    const state = awareness.getLocalState();
    expect(state?.["selection"].ids).toHaveLength(64);
    expect(state?.["selection"].count).toBe(100);
    expect(state?.["drag"]).toMatchObject({ dx: 1, dy: 3 });
    presence.destroy();
  });
});
