import { afterEach, describe, expect, it } from "vitest";
import type { BatchBrief, BatchView } from "@backlot/shared/functions/batch-view";
import { followBatch } from "./follow-batch.ts";
import { makeBatch, makeJobs } from "./make-batch.test-data.ts";

/** The browser's end of an event stream, spoken to by the test. */
class Stream extends EventTarget {
  readonly CLOSED = 2;
  readyState = 1;
  close(): void {
    this.readyState = this.CLOSED;
  }
  say(type: string, data?: BatchView | BatchBrief[]): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }));
  }
  refuse(): void {
    this.close();
    this.dispatchEvent(new Event("error"));
  }
}

const stops: (() => void)[] = [];
afterEach(() => stops.splice(0).forEach((stop) => stop()));

const follow = (answers: BatchView[] = []) => {
  const streams: Stream[] = [];
  const heard: BatchView["status"][] = [];
  const views: BatchView[] = [];
  const asked: string[] = [];
  const lists: string[][] = [];
  const connection: string[] = [];
  let ended = 0;
  const stop = followBatch(
    "b1",
    {
      onBatch: (batch) => {
        heard.push(batch.status);
        views.push(batch);
      },
      onEnd: () => (ended += 1),
      onList: (list) => lists.push(list.map(({ id }) => id)),
      onHeard: () => connection.push("heard"),
      onLost: () => connection.push("lost"),
    },
    {
      openStream: (url) => {
        asked.push(url);
        const stream = new Stream();
        streams.push(stream);
        return stream as unknown as EventSource;
      },
      fetch: ((url: string) => {
        asked.push(url);
        const answer = answers.shift();
        return answer ? Promise.resolve(Response.json(answer)) : Promise.reject(new TypeError("no answer"));
      }) as typeof globalThis.fetch,
      askedEveryMs: 1,
    },
  );
  stops.push(stop);
  return {
    stream: () => streams.at(-1)!,
    streams,
    heard,
    views,
    asked,
    lists,
    connection,
    ended: () => ended,
    stop,
  };
};

const done = makeBatch({ status: "done", finishedAt: "2026-01-01T00:00:09.000Z", jobs: makeJobs("done", 1) });

describe("following a batch", () => {
  it("hears of the canvas's other batches on the way", () => {
    const { stream, lists, stop } = follow();
    stream().say("list", [{ id: "b2", status: "queued", priority: "normal", rank: 0 }]);
    expect(lists).toEqual([["b2"]]);
    stop();
    stream().say("list", []);
    expect(lists).toHaveLength(1);
  });

  it("hears each change from the stream until the end", () => {
    const { stream, heard, asked, ended } = follow();
    stream().say("batch", makeBatch());
    stream().say("batch", done);
    stream().say("end");
    expect(asked).toEqual(["/api/v1/batches/b1/events?list=true&changes=true"]);
    expect(heard).toEqual(["running", "done"]);
    expect([ended(), stream().readyState]).toEqual([1, 2]);
  });

  it("puts what has changed into what it was told before, and leaves the other jobs as they are", () => {
    const { stream, views } = follow();
    const jobs = makeJobs("queued", 3);
    const [first, , last] = jobs;
    stream().say("change", makeBatch({ jobs }));
    expect(views).toEqual([]);
    stream().say("batch", makeBatch({ jobs }));
    stream().say("change", makeBatch({ status: "paused", jobs: [{ ...last!, status: "done" }] }));
    expect(views[1]).toMatchObject({ status: "paused", jobs: [first, jobs[1], { ...last, status: "done" }] });
    expect(views[1]?.jobs[0]).toBe(views[0]?.jobs[0]);
    stream().say("change", makeBatch({ jobs: [] }));
    expect(views[2]?.jobs).toEqual(views[1]?.jobs);
  });

  it("leaves a lost connection to the browser, which opens it again", async () => {
    const { stream, asked } = follow();
    stream().readyState = 0;
    stream().dispatchEvent(new Event("error"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toHaveLength(1);
  });

  it("says when the connection is lost, and when there is one again", () => {
    const { stream, connection, stop } = follow();
    stream().dispatchEvent(new Event("open"));
    stream().readyState = 0;
    stream().dispatchEvent(new Event("error"));
    stream().dispatchEvent(new Event("open"));
    expect(connection).toEqual(["heard", "lost", "heard"]);
    stop();
    stream().dispatchEvent(new Event("error"));
    expect(connection).toHaveLength(3);
  });

  it("is heard by asking too", async () => {
    const { stream, connection, ended } = follow([makeBatch(), done]);
    stream().refuse();
    await expect.poll(ended).toBe(1);
    expect(connection).toEqual(["lost", "heard", "heard"]);
  });

  it("asks for the batch where the stream is refused, to its end", async () => {
    const { stream, heard, asked, ended } = follow([makeBatch(), done]);
    stream().refuse();
    await expect.poll(ended).toBe(1);
    expect(heard).toEqual(["running", "done"]);
    expect(asked.slice(1)).toEqual(["/api/v1/batches/b1", "/api/v1/batches/b1"]);
  });

  it("goes on asking while nobody answers, and hears nothing more once stopped", async () => {
    const { stream, asked, heard, stop } = follow();
    stream().refuse();
    await expect.poll(() => asked.length).toBeGreaterThan(3);
    stop();
    stream().say("batch", makeBatch());
    const after = asked.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked.length).toBeLessThanOrEqual(after + 1);
    expect(heard).toEqual([]);
  });
});
