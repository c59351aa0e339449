import { describe, expect, it } from "vitest";
import { createActorPlaces } from "./actor-places.ts";

describe("the places of an actor", () => {
  it("are as many as said for each, and free again whatever became of the work", async () => {
    const places = createActorPlaces(2);
    const held = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const working = held.map(({ promise }) => places.use("ada", () => promise));
    expect(await places.use("ada", () => Promise.resolve("third"))).toBeUndefined();
    expect(await places.use("mei", () => Promise.resolve("hers"))).toBe("hers");
    held[0]?.resolve("first");
    expect(await working[0]).toBe("first");
    expect(await places.use("ada", () => Promise.resolve("third"))).toBe("third");
    held[1]?.reject(new Error("broken"));
    await expect(working[1]).rejects.toThrow("broken");
    expect(await places.use("ada", () => Promise.resolve("fourth"))).toBe("fourth");
  });
});
