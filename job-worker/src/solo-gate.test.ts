import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createSoloGate } from "./solo-gate.ts";

const startRuns = (kinds: readonly ("shared" | "alone")[]) => {
  const gate = createSoloGate();
  const running = new Set<number>();
  const leave = new Map<number, () => void>();
  kinds.forEach((kind, index) => {
    void gate.enter(kind === "alone").then((end) => {
      running.add(index);
      leave.set(index, () => {
        running.delete(index);
        end();
      });
    });
  });
  const end = async (index: number): Promise<number[]> => {
    leave.get(index)?.();
    await nextTurn();
    return [...running].sort();
  };
  return { end, now: async () => (await nextTurn(), [...running].sort()) };
};

describe("the solo gate", () => {
  it("lets shared runs in together", async () => {
    expect(await startRuns(["shared", "shared", "shared"]).now()).toEqual([0, 1, 2]);
  });

  it("lets a solo run in when the house is empty, and the next ones when it has left", async () => {
    const runs = startRuns(["shared", "shared", "alone", "shared", "shared", "alone"]);
    expect(await runs.now()).toEqual([0, 1]);
    expect(await runs.end(0)).toEqual([1]);
    expect(await runs.end(1)).toEqual([2]);
    expect(await runs.end(2)).toEqual([3, 4]);
    expect(await runs.end(4)).toEqual([3]);
    expect(await runs.end(3)).toEqual([5]);
  });
});
