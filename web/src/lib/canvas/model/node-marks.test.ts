import { afterEach, describe, expect, it } from "vitest";
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import { Room } from "#lib/presence/room.svelte.ts";
import { CanvasModel } from "./canvas-model.ts";
import { NO_JOBS, NodeMarks } from "./node-marks.ts";

const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

const job = (progress: number): RunningJob => ({
  batchId: "b",
  nodeId: "shot",
  function: "storyboard",
  progress,
  step: "Inking",
  by: "Mei",
});

/** A canvas with one shot, and a worker that tells of its jobs. */
const open = () => {
  const canvas = openCanvasDocument(new Y.Doc());
  addNode(canvas, { id: "shot", type: "shot", x: 0, y: 0, data: {} });
  const model = new CanvasModel(canvas);
  const awareness = new Awareness(canvas.doc);
  const room = new Room(awareness);
  const marks = new NodeMarks(model, room);
  ends.push(() => [marks, room, model, awareness].forEach((part) => part.destroy()));
  const worker = new Awareness(new Y.Doc());
  ends.push(() => worker.destroy());
  const tell = async (jobs: Record<string, RunningJob>): Promise<void> => {
    const user = { id: "w", kind: "worker", name: "Worker", colorIndex: 0 };
    awareness.getStates().set(worker.clientID, { user, jobs });
    awareness.emit("change", [{ added: [], updated: [worker.clientID], removed: [] }, "test"]);
    await expect.poll(() => room.runningJobs.size).toBe(Object.keys(jobs).length);
  };
  return { marks, view: model.views.get("shot")!, tell };
};

describe("marks on nodes", () => {
  it("show what runs by the rows until the worker itself is heard", async () => {
    const { marks, view, tell } = open();
    marks.setMarks({ ...NO_JOBS, running: new Map([["shot", job(0.2)]]) });
    expect(view.job?.progress).toBe(0.2);
    await tell({ j: job(0.6) });
    expect(view.job?.progress).toBe(0.6);
  });

  it("never go back to the rows once the worker was heard", async () => {
    const { marks, view, tell } = open();
    await tell({ j: job(0.6) });
    marks.setMarks({ ...NO_JOBS, running: new Map([["shot", job(0.2)]]) });
    expect(view.job?.progress).toBe(0.6);
    await tell({});
    expect(view.job).toBeUndefined();
  });

  it("name the function: a built-in by itself, an outside one by the title that batches tell", async () => {
    const { marks, view, tell } = open();
    await tell({ j: job(0.6) });
    expect(view.job?.title).toBe("Storyboard");
    await tell({ j: { ...job(0.1), function: "outside/ink" } });
    await expect.poll(() => view.job?.title).toBe("Running");
    marks.setMarks({ ...NO_JOBS, titles: new Map([["outside/ink", "Ink wash"]]) });
    expect(view.job?.title).toBe("Ink wash");
  });
});
