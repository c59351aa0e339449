import { describe, expect, it } from "vitest";
import { createFairTurns } from "./fair-turns.ts";

const setUp = (atOnce: number) => {
  const turns = createFairTurns(atOnce);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string): Promise<void> =>
    turns.take(name.charAt(0), () => {
      started.push(name);
      return new Promise((end) => ends.set(name, end));
    });
  const end = async (name: string): Promise<string[]> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
    return started;
  };
  return { take, end, started };
};

describe("turns", () => {
  it("are taken by so many at once, and by one party in order", async () => {
    const { take, end, started } = setUp(2);
    void ["a1", "a2", "a3", "a4"].map(take);
    expect(await end("")).toEqual(["a1", "a2"]);
    await end("a2");
    expect(started).toEqual(["a1", "a2", "a3"]);
  });

  it("go first to who has the fewest under way, then to who has waited longest", async () => {
    const { take, end } = setUp(2);
    void ["a1", "a2", "a3", "a4", "a5", "b1", "b2", "c1"].map(take);
    expect(await end("")).toEqual(["a1", "a2"]);
    for (const [ended, next] of [
      ["a1", "b1"],
      ["a2", "a3"],
      ["b1", "c1"],
      ["c1", "b2"],
      ["a3", "a4"],
    ] as const)
      expect((await end(ended)).at(-1)).toBe(next);
  });

  it("pass on when the work fails", async () => {
    const turns = createFairTurns(1);
    await expect(turns.take("a", () => Promise.reject(new Error("No ink")))).rejects.toThrow("No ink");
    await expect(turns.take("a", () => Promise.resolve(1))).resolves.toBe(1);
  });
});
