import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { readCanvas } from "@backlot/shared/canvas/queries/read-canvas";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import type { PresenceState } from "@backlot/shared/presence/presence-state";
import { createAssetStore } from "@backlot/shared/server/assets/asset-store";
import { cancelBatch } from "@backlot/shared/server/batches/cancel-batch";
import { readBatch } from "@backlot/shared/server/batches/read-batch";
import { retryBatch } from "@backlot/shared/server/batches/retry-batch";
import type { FunctionImplementation } from "../../job-worker/src/functions/function-implementation.ts";
import { functionImplementations } from "../../job-worker/src/functions/registry.ts";
import { eventually } from "../support/eventually.ts";
import { addShots, startRunner, type TestRunner } from "../support/start-runner.ts";

const SCREENPLAY = `
INT. WHEELHOUSE - NIGHT

INES steers.

INES
Hold on.

EXT. PIER - DAWN

TOMAS waits. INES waves.

TOMAS
You are late.
`;

let runner: TestRunner;
beforeAll(async () => (runner = await startRunner()));
afterEach(() => runner.stopWorkers());
afterAll(() => runner.stop());

/** A storyboard that waits until it is let go, or fails as the test says. */
const scripted = (run: FunctionImplementation) => ({ ...functionImplementations, storyboard: run });
const untilAborted: FunctionImplementation = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
const emptyTake = { kind: "take", take: { parameters: {}, inputHash: "0" } } as const;

describe("a batch", () => {
  it("draws twelve shots at once, and everybody sees progress and takes", async () => {
    const worker = await runner.startWorker();
    const { canvas, peer } = await runner.openCanvas("twelve");
    const shots = addShots(canvas, 12);
    const seen = new Map<string, Set<string>>();
    peer.provider.awareness?.on("change", () => {
      for (const state of peer.provider.awareness?.getStates().values() ?? []) {
        for (const [jobId, job] of Object.entries((state as PresenceState).jobs ?? {})) {
          seen.set(jobId, (seen.get(jobId) ?? new Set()).add(`${job.by}: ${job.step}`));
        }
      }
    });
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    const batch = await runner.submit(canvas, "twelve", shots);
    const ended = await runner.awaitEnd(batch.id);

    expect(ended).toMatchObject({ status: "done", counts: { done: 12, total: 12 } });
    await eventually(() => {
      for (const job of ended.jobs) expect(readNode(canvas, job.nodeId ?? "")?.activeTake).toBe(job.id);
    });
    for (const job of ended.jobs) {
      const takes = readNode(canvas, job.nodeId ?? "")?.takes ?? [];
      expect(takes).toHaveLength(1);
      expect(takes[0]).toMatchObject({
        id: job.id,
        function: "storyboard",
        width: 1280,
        author: { id: "ada" },
      });
      const assets = createAssetStore(runner.dataDir, runner.records);
      expect(await assets.findInCanvas("twelve", takes[0]?.asset ?? "")).toMatchObject({
        mediaType: "image/png",
      });
      const small = await assets.read(takes[0]?.thumbnail ?? "");
      expect(Buffer.from(small?.bytes.subarray(1, 4) ?? []).toString()).toBe("PNG");
    }
    expect(mostAtOnce(ended.jobs)).toBeGreaterThanOrEqual(10);
    expect([...seen.values()].flatMap((steps) => [...steps])).toContainEqual(expect.stringMatching(/^Ada: /));
    await eventually(() => {
      const shown = [...(peer.provider.awareness?.getStates().values() ?? [])] as PresenceState[];
      expect(shown.flatMap((state) => Object.keys(state.jobs ?? {}))).toEqual([]);
    });

    const health = await fetch(`http://127.0.0.1:${worker.port}/readyz`);
    expect(await health.json()).toEqual({ status: "ok", dependencies: { database: "ok", redis: "ok" } });
    const metrics = await (await fetch(`http://127.0.0.1:${worker.port}/metrics`)).text();
    expect(metrics).toContain('backlot_job_runs_total{function="storyboard",state="done"} 12');
    expect((await fetch(`http://127.0.0.1:${worker.port}/other`)).status).toBe(404);
  }, 30_000);

  it("breaks a screenplay down into nodes, once, and counts them", async () => {
    await runner.startWorker();
    const { canvas } = await runner.openCanvas("script");
    const none = await runner.submit(canvas, "script", [], "breakdown");
    expect(await runner.awaitEnd(none.id)).toMatchObject({
      status: "failed",
      jobs: [{ error: "This canvas has no such screenplay. Import one first." }],
    });
    const assets = createAssetStore(runner.dataDir, runner.records);
    const bytes = new TextEncoder().encode(SCREENPLAY);
    await assets.put({ canvasId: "script", bytes, mediaType: "text/plain", kind: "screenplay" });
    const batch = await runner.submit(canvas, "script", [], "breakdown");
    const ended = await runner.awaitEnd(batch.id);
    expect(ended).toMatchObject({
      status: "done",
      jobs: [{ result: { scenes: 2, characters: 2, locations: 2 } }],
    });
    await eventually(() => expect(readCanvas(canvas).nodes).toHaveLength(6));
  }, 30_000);

  it("ends quietly for a shot that is deleted before or while it is drawn", async () => {
    const { canvas, peer } = await runner.openCanvas("deleted");
    const [before, during] = addShots(canvas, 2);
    const batch = await runner.submit(canvas, "deleted", [before ?? "", during ?? ""]);
    removeNodes(canvas, [before ?? ""]);
    await eventually(() => expect(peer.provider.hasUnsyncedChanges).toBe(false));
    await runner.startWorker(
      scripted(async (run) => {
        removeNodes(canvas, [during ?? ""]);
        await eventually(() => expect(readNode(run.canvas, run.nodeId)).toBeUndefined());
        return emptyTake;
      }),
    );
    const ended = await runner.awaitEnd(batch.id);
    expect(ended.jobs.map(({ status, error }) => [status, error])).toEqual([
      ["canceled", "The shot was deleted."],
      ["canceled", "The shot was deleted."],
    ]);
  }, 30_000);

  it("tries a failing job again and gives up after three attempts with the reason", async () => {
    const { canvas } = await runner.openCanvas("failing");
    const shots = addShots(canvas, 3);
    const attempts = new Map<string, number>();
    let isMended = false;
    await runner.startWorker(
      scripted((run) => {
        const attempt = (attempts.get(run.nodeId) ?? 0) + 1;
        attempts.set(run.nodeId, attempt);
        if (run.nodeId === "shot-1" && !isMended) throw new Error("no ink");
        if (run.nodeId === "shot-2" && attempt < 3) {
          return Promise.resolve({ kind: "failed", error: "Out of paper.", retry: true });
        }
        if (run.nodeId === "shot-3" && !isMended) {
          return Promise.resolve({ kind: "failed", error: "Cannot be drawn.", retry: false });
        }
        return Promise.resolve(emptyTake);
      }),
    );
    const batch = await runner.submit(canvas, "failing", shots);
    const ended = await runner.awaitEnd(batch.id);
    expect(ended.status).toBe("failed");
    expect(ended.jobs.map(({ status, error }) => [status, error])).toEqual([
      ["failed", "Something went wrong: no ink"],
      ["done", undefined],
      ["failed", "Cannot be drawn."],
    ]);
    expect(Object.fromEntries(attempts)).toEqual({ "shot-1": 3, "shot-2": 3, "shot-3": 1 });

    isMended = true;
    await retryBatch(runner, batch.id);
    expect(await runner.awaitEnd(batch.id)).toMatchObject({ status: "done", counts: { done: 3 } });
    expect(attempts.get("shot-2")).toBe(3);
  }, 30_000);

  it("of a function that this worker does not know fails and says so", async () => {
    const { canvas } = await runner.openCanvas("unknown");
    const batch = await runner.submit(canvas, "unknown", addShots(canvas, 1));
    await runner.records
      .updateTable("batches")
      .set({ function: "colorize" })
      .where("id", "=", batch.id)
      .execute();
    await runner.startWorker();
    expect(await runner.awaitEnd(batch.id)).toMatchObject({
      status: "failed",
      jobs: [{ status: "failed", error: "There is no function called colorize." }],
    });
  }, 30_000);

  it("is canceled while it runs, and writes no take afterwards", async () => {
    const { canvas } = await runner.openCanvas("canceled");
    const shots = addShots(canvas, 12);
    let aborted = 0;
    await runner.startWorker(
      scripted(async (run) => {
        await untilAborted(run).catch(() => (aborted += 1));
        return emptyTake;
      }),
    );
    const batch = await runner.submit(canvas, "canceled", shots);
    await eventually(async () =>
      expect((await readBatch(runner.records, batch.id))?.counts.running).toBe(10),
    );
    expect(await cancelBatch(runner, batch.id)).toMatchObject({
      status: "canceled",
      counts: { canceled: 12 },
    });
    await eventually(() => expect(aborted).toBe(10));
    await runner.stopWorkers();
    expect(await readBatch(runner.records, batch.id)).toMatchObject({ counts: { canceled: 12 } });
    for (const shot of shots) expect(readNode(canvas, shot)?.takes).toEqual([]);
  }, 30_000);
});

const mostAtOnce = (jobs: readonly { startedAt?: string; finishedAt?: string }[]): number => {
  const spans = jobs.map(
    (job) => [Date.parse(job.startedAt ?? ""), Date.parse(job.finishedAt ?? "")] as const,
  );
  return Math.max(...spans.map(([at]) => spans.filter(([start, end]) => start <= at && at < end).length));
};
