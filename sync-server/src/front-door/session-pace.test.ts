import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSessionPace, type SessionPace } from "./session-pace.ts";

let pace: SessionPace;
beforeEach(() => {
  vi.useFakeTimers();
  pace = createSessionPace({ maxDocumentsPerSocket: 16, maxSessionsPerDocument: 4 });
});
afterEach(() => {
  pace.stop();
  vi.useRealTimers();
});

describe("the pace of a socket's sessions", () => {
  it("answers a burst at once, then the newest request every two seconds", () => {
    const answered: number[] = [];
    pace.open("canvas/a");
    for (let i = 0; i < 400; i++) pace.requestState("canvas/a", () => answered.push(i));
    expect(answered).toEqual([0, 1, 2, 3, 4]);
    vi.advanceTimersByTime(1_990);
    expect(answered).toHaveLength(5);
    vi.advanceTimersByTime(20);
    expect(answered).toEqual([0, 1, 2, 3, 4, 399]);
    pace.requestState("canvas/a", () => answered.push(400));
    pace.requestState("canvas/a", () => answered.push(401));
    vi.advanceTimersByTime(2_010);
    expect(answered).toEqual([0, 1, 2, 3, 4, 399, 401]);
    vi.advanceTimersByTime(20_000);
    expect(answered).toHaveLength(7);
    for (let i = 0; i < 6; i++) pace.requestState("canvas/a", () => answered.push(i));
    expect(answered).toHaveLength(12);
  });

  it("does not let one session slow another, and answers nothing after its end", () => {
    const answered: string[] = [];
    for (const address of ["canvas/a", "canvas/b"]) {
      pace.open(address);
      for (let i = 0; i < 6; i++) pace.requestState(address, () => answered.push(address));
    }
    expect(answered).toHaveLength(10);
    pace.stop();
    vi.advanceTimersByTime(60_000);
    expect(answered).toHaveLength(10);
  });

  it("opens 4 sessions of one document, 16 in all, and knows each again", () => {
    for (let i = 0; i < 4; i++) expect(pace.open(`canvas/a\0${i}`)).toBeUndefined();
    expect(pace.open("canvas/a")).toBe("tooManyDocuments");
    for (let i = 0; i < 12; i++) expect(pace.open(`canvas/${i}`)).toBeUndefined();
    expect(pace.open("canvas/z")).toBe("tooManyDocuments");
    expect(pace.open("canvas/a\x003")).toBeUndefined();
  });

  it("takes another document for one that was closed, once that one has no burst left to win", () => {
    for (let i = 0; i < 16; i++) {
      pace.open(`canvas/${i}`);
      pace.requestState(`canvas/${i}`, () => undefined);
    }
    pace.close("canvas/3");
    expect(pace.open("canvas/z")).toBe("tooManyDocuments");
    vi.advanceTimersByTime(2_000);
    expect(pace.open("canvas/z")).toBeUndefined();
    expect(pace.open("canvas/y")).toBe("tooManyDocuments");
  });

  it("answers nothing to a closed session", () => {
    const answered: number[] = [];
    pace.open("canvas/a");
    for (let i = 0; i < 6; i++) pace.requestState("canvas/a", () => answered.push(i));
    pace.close("canvas/a");
    vi.advanceTimersByTime(10_000);
    expect(answered).toHaveLength(5);
  });

  it("looks at 64 tokens at once and then at one a second", () => {
    const looked = Array.from({ length: 100 }, () => pace.checkToken()).filter((fault) => !fault);
    expect(looked).toHaveLength(64);
    vi.advanceTimersByTime(1_000);
    expect(pace.checkToken()).toBeUndefined();
    expect(pace.checkToken()).toBe("rateLimited");
  });
});
