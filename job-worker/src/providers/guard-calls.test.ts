import { setTimeout as wait } from "node:timers/promises";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { createCallGuard, type GuardedAnswer, type GuardNotes, type GuardTimes } from "./guard-calls.ts";
import { ProviderFailure, type ProviderResult } from "./provider.ts";

const TIMES: GuardTimes = { reopenAfterMs: 100, giveUpAfterMs: 60_000, firstRetryMs: 1 };
const made: ProviderResult = { kind: "json", value: 1 };

/** What the guards of the running test have said. */
let noted: string[] = [];
beforeEach(() => (noted = []));
const notes: GuardNotes = {
  attempted: (outcome, seconds) =>
    noted.push(seconds >= 0 && seconds < 60 ? outcome : `${outcome} ${seconds}`),
  breaker: (isOpen) => noted.push(isOpen ? "open" : "closed"),
};

const guardOf = (times: Partial<GuardTimes> = {}, timeLimitMs = 5_000) =>
  createCallGuard({ noun: "image service", timeLimitMs, notes }, { ...TIMES, ...times });

const { signal } = new AbortController();
const succeed = () => Promise.resolve(made);
const beAway = (isRepeatable = false) =>
  Promise.reject(new ProviderFailure({ kind: "away", reason: "in-trouble" }, { isRepeatable }));

/** How often the service was called. */
const counting = (work: () => Promise<ProviderResult>) => {
  const counted = { calls: 0, work: () => ((counted.calls += 1), work()) };
  return counted;
};

const fail = async (guard: ReturnType<typeof guardOf>, times: number): Promise<GuardedAnswer> => {
  let answer: GuardedAnswer | undefined;
  for (let run = 0; run < times; run += 1) answer = await guard.run(() => beAway(), signal);
  if (!answer) throw new Error("Not run");
  return answer;
};

describe("a guarded call", () => {
  it("brings what the service made", async () => {
    expect(await guardOf().run(succeed, signal)).toEqual({ kind: "made", result: made });
  });

  it("is repeated once in a run where that costs nobody twice, and not otherwise", async () => {
    const repeatable = counting(() => beAway(true));
    await guardOf().run(repeatable.work, signal);
    expect(repeatable.calls).toBe(2);
    const costly = counting(() => beAway(false));
    await guardOf().run(costly.work, signal);
    expect(costly.calls).toBe(1);
    expect(noted).toEqual(["away", "away", "away"]);
  });

  it("lets the job wait while the service is away, and says so", async () => {
    const answer = await fail(guardOf(), 1);
    expect(answer).toMatchObject({
      kind: "later",
      isAway: true,
      reason: "The image service does not answer. It is tried again in 5 s.",
    });
  });

  it("is not made any more after three failures, until the breaker has waited", async () => {
    const guard = guardOf({ reopenAfterMs: 30_000 });
    expect(await fail(guard, 3)).toMatchObject({
      reason: "The image service does not answer. It is tried again in 30 s.",
    });
    const service = counting(succeed);
    expect(await guard.run(service.work, signal)).toMatchObject({ kind: "later", isAway: true });
    expect(service.calls).toBe(0);
  });

  it("is tried by one job when the breaker has waited, and by all when that went well", async () => {
    const guard = guardOf();
    await fail(guard, 3);
    await wait(TIMES.reopenAfterMs + 20);
    const slow = counting(() => wait(50).then(() => made));
    const [probe, other] = await Promise.all([guard.run(slow.work, signal), guard.run(slow.work, signal)]);
    expect([probe.kind, other.kind, slow.calls]).toEqual(["made", "later", 1]);
    expect((await guard.run(slow.work, signal)).kind).toBe("made");
    expect(noted).toEqual(["away", "away", "away", "open", "made", "closed", "made"]);
  });

  it("fails at last when nothing good came for too long", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const guard = guardOf();
      for (let failure = 0; failure < 3; failure += 1) {
        expect((await fail(guard, 1)).kind).toBe("later");
        vi.setSystemTime(Date.now() + 20_000);
      }
      expect(await fail(guard, 1)).toEqual({
        kind: "failed",
        isAway: true,
        error: "The image service has not answered for a minute.",
      });
    } finally {
      vi.useRealTimers();
    }
  });

  it("leaves a busy service alone for as long as it asks, all its jobs", async () => {
    const guard = guardOf();
    const busy = () => Promise.reject(new ProviderFailure({ kind: "busy", retryAfterMs: 20_000 }));
    const answer = await guard.run(busy, signal);
    expect(answer).toMatchObject({
      kind: "later",
      isAway: false,
      reason: "The image service asks for a pause. It is tried again in 20 s.",
    });
    const service = counting(succeed);
    expect((await guard.run(service.work, signal)).kind).toBe("later");
    expect(service.calls).toBe(0);
  });

  it("has four places; the fifth job gives its own back and comes later, each at another time", async () => {
    const guard = guardOf();
    const held = Promise.withResolvers<ProviderResult>();
    const inside = Array.from({ length: 4 }, () => guard.run(() => held.promise, signal));
    const outside = await Promise.all([guard.run(succeed, signal), guard.run(succeed, signal)]);
    expect(outside[0]).toMatchObject({ kind: "later", isAway: false });
    expect(outside[0]).not.toHaveProperty("reason");
    const delays = outside.map((answer) => (answer.kind === "later" ? answer.delayMs : 0));
    expect((delays[1] ?? 0) - (delays[0] ?? 0)).toBeGreaterThan(20);
    held.resolve(made);
    expect((await Promise.all(inside)).every(({ kind }) => kind === "made")).toBe(true);
  });

  it("takes a service that never answers for one that is away", async () => {
    const guard = guardOf({}, 30);
    const hung = (given: AbortSignal) =>
      new Promise<ProviderResult>((_, reject) =>
        given.addEventListener("abort", () => reject(new Error("stopped"))),
      );
    expect(await guard.run(hung, signal)).toMatchObject({ kind: "later", isAway: true });
    expect(noted).toEqual(["timed-out"]);
  });

  it("does not hold a refusal or an unusable reply against the service", async () => {
    const guard = guardOf();
    for (let run = 0; run < 5; run += 1) {
      const refused = () => Promise.reject(new ProviderFailure({ kind: "refused", words: "Not this." }));
      expect(await guard.run(refused, signal)).toEqual({ kind: "failed", error: "Not this.", isAway: false });
    }
    expect((await guard.run(succeed, signal)).kind).toBe("made");
    expect(noted).toEqual([...Array<string>(5).fill("refused"), "made"]);
  });

  it("ends with the reason of whoever gave it up", async () => {
    const caller = new AbortController();
    const canceled = new Error("canceled");
    const running = guardOf().run(
      (given) =>
        new Promise((_, reject) => given.addEventListener("abort", () => reject(new Error("stopped")))),
      caller.signal,
    );
    caller.abort(canceled);
    await expect(running).rejects.toBe(canceled);
    expect(noted).toEqual(["canceled"]);
  });
});
