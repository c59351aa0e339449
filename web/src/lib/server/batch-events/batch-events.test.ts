import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withChange, type BatchBrief, type BatchView } from "@backlot/shared/functions/batch-view";
import type { Records } from "@backlot/shared/server/database/records";
import { createLogger } from "@backlot/shared/server/logger";
import {
  describeRecords,
  openSqlite,
  type TestRecords,
} from "../../../../../tests/support/describe-records.ts";
import { eventually } from "../../../../../tests/support/eventually.ts";
import { createBatchEvents, type BatchEvents, type FollowRequest } from "./batch-events.ts";
import { openEventStream } from "./event-stream.ts";

const logger = createLogger("test", "silent");
const JOBS = 20;

let records: Records;
let events: BatchEvents;
let batchId = "";
let batches = 0;

const reader = {
  ...{ canvasId: "canvas", actorKey: "ada", accessKey: "ada's session" },
  mayStillRead: () => Promise.resolve(true),
};
let opened = 0;
const open = (changes: Partial<FollowRequest> & { withList?: boolean; wantsChanges?: boolean } = {}) =>
  events.open({ batchId, ...reader, accessKey: `credentials ${(opened += 1)}`, ...changes });

/** Reads a stream to its end and keeps what came: comments as "beat". */
const follow = (stream = open()) => {
  if (!stream) throw new Error("Refused");
  const reader = stream.getReader();
  const names: string[] = [];
  const views: BatchView[] = [];
  const changes: BatchView[] = [];
  const lists: BatchBrief[][] = [];
  const reading = (async () => {
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += new TextDecoder().decode(value);
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      for (const message of messages) {
        if (message.startsWith(":")) names.push("beat");
        const name = /^event: (\w+)$/m.exec(message)?.[1];
        if (name !== undefined) names.push(name);
        if (name === "change")
          changes.push(JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "") as BatchView);
        if (name === "list") lists.push(JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "") as BatchBrief[]);
        if (name === "batch") views.push(JSON.parse(/^data: (.*)$/m.exec(message)?.[1] ?? "") as BatchView);
      }
    }
  })();
  return { names, views, changes, lists, ended: reading, leave: () => reader.cancel() };
};

/** From now on the events read through a counter. */
const countQueries = (): { count: number } => {
  const queries = { count: 0 };
  const counted = new Proxy(records, {
    get: (target, name: keyof Records) => {
      if (name === "selectFrom") queries.count += 1;
      const value = target[name] as unknown;
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  events = createBatchEvents({ records: counted, logger });
  return queries;
};

const setJob = (position: number, changes: { state?: "running" | "done"; progress?: number }) =>
  records
    .updateTable("jobs")
    .set({ ...changes, ...(changes.state === "done" && { finished_at: 5 }) })
    .where("batch_id", "=", batchId)
    .where("position", "=", position)
    .execute();
const setBatch = (state: "running" | "done") =>
  records.updateTable("batches").set({ state }).where("id", "=", batchId).execute();

const useRecords = (openAll: () => Promise<TestRecords>): void => {
  let opened: TestRecords;
  beforeAll(async () => {
    opened = await openAll();
    records = opened.records;
    const at = { created_at: 1, updated_at: 1 };
    await records.insertInto("workspaces").values({ id: "w", name: "W", created_at: 1 }).execute();
    await records
      .insertInto("projects")
      .values({ id: "p", workspace_id: "w", name: "P", ...at })
      .execute();
    await records
      .insertInto("canvases")
      .values({ id: "canvas", project_id: "p", title: "C", ...at })
      .execute();
  });
  beforeEach(async () => {
    events = createBatchEvents({ records, logger, beatIntervalMs: 50 });
    batches += 1;
    batchId = `batch-${batches}`;
    await records
      .insertInto("batches")
      .values({
        ...{ id: batchId, canvas_id: "canvas", function: "storyboard", options: "{}", state: "running" },
        ...{ cancel_requested: 0, created_by: "ada", created_by_name: "Ada" },
        ...{ created_at: 1, started_at: 2, finished_at: null },
      })
      .execute();
    await records
      .insertInto("jobs")
      .values(
        Array.from({ length: JOBS }, (_, position) => ({
          ...{ id: `${batchId}-${position}`, batch_id: batchId, canvas_id: "canvas", node_id: "n", position },
          ...{ state: "queued" as const, attempts: 0, lost_runs: 0, lease: 0, worker_id: null, due_at: 1 },
          ...{ progress: 0, error: null, result: null, created_at: 1, started_at: null, finished_at: null },
        })),
      )
      .execute();
  });
  afterAll(() => opened.close());
};

describeRecords("the events of a batch", (openAll) => {
  useRecords(openAll);

  it("begin with the batch as it is, then tell each change, and end with it", async () => {
    const { names, views, ended } = follow();
    await eventually(() => expect(views).toHaveLength(1));
    expect(views[0]).toMatchObject({ id: batchId, status: "running", counts: { queued: JOBS } });
    await setJob(0, { state: "running", progress: 0.5 });
    await eventually(() => expect(views.at(-1)?.jobs[0]).toMatchObject({ status: "running", progress: 0.5 }));
    await setJob(0, { state: "done", progress: 1 });
    await setBatch("done");
    await ended;
    expect(views.at(-1)?.status).toBe("done");
    expect(names.at(-1)).toBe("end");
    const late = follow();
    await late.ended;
    expect(late.names.filter((name) => name !== "beat")).toEqual(["batch", "end"]);
  });
});

describeRecords("the changes of a batch", (openAll) => {
  useRecords(openAll);

  it("follow the whole batch, each with only the jobs that differ, and tell the same as the whole", async () => {
    const [wanted, other] = [follow(open({ wantsChanges: true })), follow()];
    await eventually(() => expect([wanted.views.length, other.views.length]).toEqual([1, 1]));
    let [batch] = wanted.views;
    await setJob(3, { state: "running", progress: 0.5 });
    await eventually(() => expect(wanted.changes.at(-1)?.jobs).toHaveLength(1));
    await setJob(3, { state: "done", progress: 1 });
    await setJob(4, { state: "running", progress: 0.25 });
    await setBatch("done");
    await Promise.all([wanted.ended, other.ended]);
    for (const change of wanted.changes) batch = batch && withChange(batch, change);
    expect(batch).toEqual(other.views.at(-1));
    expect(batch?.jobs[3]?.status).toBe("done");
    expect(wanted.views).toHaveLength(1);
    expect(wanted.changes.every(({ jobs }) => jobs.length <= 2)).toBe(true);
    expect(wanted.names.at(-1)).toBe("end");
    expect(other.names).not.toContain("change");
  });

  it("are made up for by the whole batch to a client that was too slow for one", async () => {
    const stream = open({ wantsChanges: true });
    const other = follow();
    // Nobody takes anything from the stream: it has room for the greeting and the whole batch.
    for (let position = 0; position < 3; position += 1) {
      await setJob(position, { state: "done", progress: 1 });
      await eventually(() => expect(other.views.at(-1)?.counts.done).toBe(position + 1));
    }
    const { names, views, changes, leave } = follow(stream);
    await eventually(() => expect(views.at(-1)?.counts.done).toBe(3));
    expect(views.at(-1)).toEqual(other.views.at(-1));
    expect([changes, names.filter((name) => name === "batch").length]).toEqual([[], 2]);
    await setJob(4, { state: "done", progress: 1 });
    await eventually(() => expect(changes.at(-1)?.jobs).toHaveLength(1));
    await Promise.all([leave(), other.leave()]);
  });
});

describeRecords("the news of a canvas's list", (openAll) => {
  useRecords(openAll);

  it("come within a second or so, alone or with a followed batch, and not for another canvas's batches", async () => {
    const alone = follow(events.openList(reader));
    const elsewhere = follow(events.openList({ ...reader, canvasId: "other" }));
    const beside = follow(open({ withList: true }));
    const others = [alone, beside];
    await eventually(() => others.forEach(({ lists }) => expect(lists.at(-1)?.length).toBeGreaterThan(0)));
    await records.updateTable("batches").set({ priority: 1, rank: 2 }).where("id", "=", batchId).execute();
    const moved = { id: batchId, status: "running", priority: "high", rank: 2 };
    await eventually(() => others.forEach(({ lists }) => expect(lists.at(-1)).toContainEqual(moved)), 3_000);
    await setBatch("done");
    await beside.ended;
    await eventually(() => expect(alone.lists.at(-1)).not.toContainEqual(moved), 3_000);
    expect(elsewhere.lists).toEqual([[]]);
    await Promise.all([alone.leave(), elsewhere.leave()]);
  });

  it("tell of a batch that began and ended between two looks", async () => {
    const { lists, leave } = follow(events.openList(reader));
    await eventually(() => expect(lists).toHaveLength(1));
    const now = Date.now();
    await records
      .updateTable("batches")
      .set({ state: "done", created_at: now, finished_at: now })
      .where("id", "=", batchId)
      .execute();
    await eventually(() =>
      expect(lists.at(-1)).toContainEqual(expect.objectContaining({ id: batchId, status: "done" })),
    );
    await leave();
  });
});

describe("the streams of a batch", () => {
  useRecords(openSqlite);

  it("come at most four times a second, however fast it changes, and the last state always comes", async () => {
    const { views, leave } = follow();
    const startedAt = performance.now();
    for (let step = 1; step <= 60; step += 1) {
      await setJob(0, { state: "running", progress: step / 100 });
      await wait(15);
    }
    await eventually(() => expect(views.at(-1)?.jobs[0]?.progress).toBe(0.6));
    const seconds = (performance.now() - startedAt) / 1000;
    expect(views.length).toBeGreaterThan(2);
    expect(views.length).toBeLessThanOrEqual(4 * seconds + 2);
    await leave();
  });

  it("cost as much for a hundred followers as for one, and nothing when all have left", async () => {
    const queries = countQueries();
    const followers = Array.from({ length: 100 }, (_, index) => follow(open({ actorKey: `actor-${index}` })));
    await eventually(() => expect(followers.every(({ views }) => views.length > 0)).toBe(true));
    queries.count = 0;
    await wait(1_000);
    expect(queries.count).toBeLessThanOrEqual(12);
    await Promise.all(followers.map(({ leave }) => leave()));
    await wait(300);
    queries.count = 0;
    await wait(1_200);
    expect(queries.count).toBe(0);
  });

  it("cost one look a second for the lists of all canvases, and none when nobody watches", async () => {
    const queries = countQueries();
    const followers = Array.from({ length: 100 }, (_, index) =>
      follow(events.openList({ ...reader, actorKey: `actor-${index}`, canvasId: `canvas-${index}` })),
    );
    await eventually(() => expect(followers.every(({ lists }) => lists.length > 0)).toBe(true));
    queries.count = 0;
    await wait(2_000);
    expect(queries.count).toBeLessThanOrEqual(3);
    await Promise.all(followers.map(({ leave }) => leave()));
    await wait(300);
    queries.count = 0;
    await wait(1_500);
    expect(queries.count).toBe(0);
  });

  it("keep a silent connection open, and end when access has ended", async () => {
    let may = true;
    const { names, ended } = follow(open({ mayStillRead: () => Promise.resolve(may) }));
    const list = follow(events.openList({ ...reader, mayStillRead: () => Promise.resolve(may) }));
    const other = follow();
    for (const heard of [names, list.names])
      await eventually(() => expect(heard.filter((name) => name === "beat").length).toBeGreaterThan(1));
    may = false;
    await ended;
    await list.ended;
    expect(names).not.toContain("end");
    const count = other.names.length;
    await eventually(() => expect(other.names.length).toBeGreaterThan(count));
    await other.leave();
  });

  it("end at once when it is told that access has ended somewhere, and only where it has", async () => {
    events = createBatchEvents({ records, logger });
    let may = true;
    let asked = 0;
    const revoked = follow(open({ mayStillRead: () => Promise.resolve(may) }));
    const other = follow(open({ mayStillRead: () => Promise.resolve((asked += 1) > 0) }));
    await eventually(() => expect([revoked.views.length, other.views.length]).toEqual([1, 1]));
    may = false;
    // As often as it may be told meanwhile, nobody is asked more than once more.
    for (let told = 0; told < 100; told += 1) events.lookUpAccess();
    await revoked.ended;
    await eventually(() => expect(asked).toBe(2));
    await setJob(0, { state: "running", progress: 0.5 });
    await eventually(() => expect(other.views).toHaveLength(2));
    expect(asked).toBe(2);
    await other.leave();
  });

  it("of the same credentials are looked up once, and end together", async () => {
    events = createBatchEvents({ records, logger });
    let may = true;
    let asked = 0;
    const mayStillRead = () => ((asked += 1), Promise.resolve(may));
    const same = Array.from({ length: 40 }, () => follow(open({ accessKey: "one session", mayStillRead })));
    const other = follow(open({ accessKey: "another" }));
    events.lookUpAccess();
    await eventually(() => expect(asked).toBe(1));
    may = false;
    events.lookUpAccess();
    await Promise.all(same.map(({ ended }) => ended));
    expect(asked).toBe(2);
    await eventually(() => expect(other.views).toHaveLength(1));
    await other.leave();
  });

  it("end without a word when the batch is deleted, and with the server", async () => {
    const [first, second] = [follow(), follow()];
    await eventually(() => expect(second.views).toHaveLength(1));
    await records.deleteFrom("batches").where("id", "=", batchId).execute();
    await Promise.all([first.ended, second.ended]);
    expect(first.names).not.toContain("end");
    const third = follow();
    const list = follow(events.openList(reader));
    events.close();
    await Promise.all([third.ended, list.ended]);
  });

  it("are open fifty times for one actor, and again when one has closed", async () => {
    const followers = Array.from({ length: 50 }, () => follow());
    expect(open()).toBeUndefined();
    expect(open({ actorKey: "mei" })).toBeDefined();
    await followers[0]?.leave();
    await follow().leave();
    events.close();
  });

  it("are open five hundred times for all guests of an address, however many those are", async () => {
    const openAs = (guest: number, crowdKey = "guests:203.0.113.9") =>
      open({ actorKey: `guest-${guest}`, crowdKey });
    const opened = Array.from({ length: 510 }, (_, guest) => openAs(guest));
    expect(opened.filter(Boolean)).toHaveLength(500);
    expect(openAs(600, "guests:203.0.113.10")).toBeDefined();
    expect(open({ actorKey: "mei" })).toBeDefined();
    await opened[0]?.cancel();
    expect(openAs(601)).toBeDefined();
    events.close();
  });
});

it("a client that takes nothing gets the newest when it does, and costs no more than that meanwhile", async () => {
  let isClosed = false;
  const stream = openEventStream(() => (isClosed = true));
  const text = (message: string): Uint8Array => new TextEncoder().encode(message);
  for (let count = 1; count <= 1_000; count += 1) stream.send(text(`state ${count}`));
  stream.beat(text("beat"));
  expect(stream.behindSince()).toBeDefined();
  stream.end(text("end"));
  expect(isClosed).toBe(true);
  const got = await new Response(stream.body).text();
  expect(got).toBe("state 1state 2state 1000end");
});
