import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createStrangerLimits, type StrangerBounds } from "./stranger-limits.ts";

const BOUNDS: StrangerBounds = {
  maxStrangersPerAddress: 3,
  maxStrangers: 5,
  maxWaitingPerAddress: 2,
  maxWaiting: 3,
  maxWaitMs: 5_000,
};

const openDoor = (bounds = BOUNDS) => {
  const strangers = createStrangerLimits(bounds);
  const log: string[] = [];
  const enter = (address: string, name: string) =>
    strangers.enter(address, (verdict) => log.push(`${name} ${verdict}`));
  return { enter, log, stop: () => strangers.stop() };
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("strangers", () => {
  it("wait for a place of their address in the order they came, and are refused when too many wait", () => {
    const { enter, log } = openDoor();
    const leaves = ["a", "b", "c", "d", "e", "f"].map((name) => enter("1.1.1.1", name));
    expect(log).toEqual(["a admitted", "b admitted", "c admitted", "f strangers-of-address"]);
    leaves[1]?.(true);
    leaves[1]?.(true);
    expect(log.slice(4)).toEqual(["d admitted"]);
    leaves[0]?.(true);
    expect(log.slice(5)).toEqual(["e admitted"]);
    enter("2.2.2.2", "g");
    expect(log.at(-1)).toBe("g admitted");
  });

  it("do not wait for ever", () => {
    const { enter, log } = openDoor();
    for (const name of ["a", "b", "c", "d"]) enter("1.1.1.1", name);
    vi.advanceTimersByTime(4_999);
    expect(log).toHaveLength(3);
    vi.advanceTimersByTime(1);
    expect(log.at(-1)).toBe("d strangers-of-address");
  });

  it("are bounded in all, over every address, inside and waiting", () => {
    const { enter, log } = openDoor();
    const leaves = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((name) => enter(`1.1.1.${name}`, name));
    expect(log.map((line) => line.split(" ")[1])).toEqual([
      ...Array<string>(5).fill("admitted"),
      "strangers",
    ]);
    leaves[0]?.(true);
    expect(log.at(-1)).toBe("6 admitted");
    vi.advanceTimersByTime(5_000);
    expect(log.slice(-2)).toEqual(["7 strangers", "8 strangers"]);
  });

  it("give a place back only after a while when they never showed a token", () => {
    const { enter, log } = openDoor();
    const leaves = ["a", "b", "c", "d"].map((name) => enter("1.1.1.1", name));
    leaves[0]?.(false);
    expect(log).toHaveLength(3);
    vi.advanceTimersByTime(100);
    expect(log.at(-1)).toBe("d admitted");
  });

  it("that have gone while they waited are not admitted, and leave no trace", () => {
    const { enter, log } = openDoor();
    const leaves = ["a", "b", "c", "d"].map((name) => enter("1.1.1.1", name));
    leaves[3]?.(false);
    for (const leave of leaves) leave(true);
    expect(log).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("of one office, a thousand at once, all come in while each shows its token", async () => {
    vi.useRealTimers();
    const strangers = createStrangerLimits({
      maxStrangersPerAddress: 50,
      maxStrangers: 1_000,
      maxWaitingPerAddress: 2_000,
      maxWaiting: 5_000,
      maxWaitMs: 5_000,
    });
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from(
        { length: 1_000 },
        () =>
          new Promise<void>((done, failed) =>
            strangers.enter("1.1.1.1", (verdict, leave) => {
              if (verdict !== "admitted") failed(new Error(verdict));
              most = Math.max(most, ++inside);
              setImmediate(() => {
                inside -= 1;
                leave(true);
                done();
              });
            }),
          ),
      ),
    );
    expect(most).toBe(50);
  });
});
