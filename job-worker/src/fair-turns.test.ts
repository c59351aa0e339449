import { describe, expect, it } from "vitest";
import { createFairTurns } from "./fair-turns.ts";

const setUp = (atOnce: number) => {
  const turns = createFairTurns(atOnce);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string): Promise<void> =>
    turns.take(name.charAt(0), (turn) => {
      started.push(turn === "kept" ? `${name}, kept` : name);
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
    void ["a1", "a2", "a3", "a4", "a5", "b1", "b2", "c1", "c2"].map(take);
    expect(await end("")).toEqual(["a1", "a2", "b1, kept"]);
    for (const [ended, next] of [
      ["a1", "c1"],
      ["a2", "a3"],
      ["a3", "a4"],
      ["c1", "c2"],
    ] as const)
      expect((await end(ended)).at(-1)).toBe(next);
  });

  it("are kept for who has nothing under way, whose next piece then stands in line", async () => {
    const { take, end, started } = setUp(2);
    void ["a1", "a2", "a3"].map(take);
    expect(await end("")).toEqual(["a1", "a2"]);
    void ["b1", "c1", "b2"].map(take);
    // Without the end of anybody's piece.
    expect(await end("")).toEqual(["a1", "a2", "b1, kept"]);
    // C has waited less long than A, but has nothing.
    expect((await end("b1")).at(-1)).toBe("c1, kept");
    expect((await end("a1")).at(-1)).toBe("b2");
    expect((await end("c1")).at(-1)).toBe("b2");
    await end("a2");
    expect(started.at(-1)).toBe("a3");
  });

  it("pass on when the work fails", async () => {
    const turns = createFairTurns(1);
    await expect(turns.take("a", () => Promise.reject(new Error("No ink")))).rejects.toThrow("No ink");
    await expect(turns.take("a", () => Promise.resolve(1))).resolves.toBe(1);
  });
});
