import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPresence } from "./read-presence.ts";

const user = { id: "u1", kind: "person", name: "Mei Tanaka", colorIndex: 3 };

describe("a colleague's presence", () => {
  it("is read as sent when it makes sense", () => {
    const state = {
      user,
      cursor: { x: 1, y: 2 },
      selection: { ids: ["a"], count: 1 },
      viewport: { x: 0, y: 0, zoom: 1 },
      typing: { nodeId: "a", field: "description" },
      drag: { ids: ["a"], dx: 4, dy: 5 },
    };
    expect(readPresence(state)).toMatchObject(state);
  });

  it("is nobody without a user of a known kind", () => {
    expect(readPresence(undefined)).toBeUndefined();
    expect(readPresence({ cursor: { x: 1, y: 2 } })).toBeUndefined();
    expect(readPresence({ user: { ...user, kind: "ghost" } })).toBeUndefined();
  });

  it("keeps a color within the twelve and ids within the limit", () => {
    const ids = Array.from({ length: 200 }, (_, at) => `n${at}`);
    const state = readPresence({ user: { ...user, colorIndex: -15.5 }, selection: { ids, count: 200 } });
    expect(state?.user?.colorIndex).toBe(3);
    expect(state?.selection?.ids).toHaveLength(64);
    expect(state?.selection?.count).toBe(200);
  });

  it("keeps a job's progress between 0 and 1 and drops jobs on no node", () => {
    const jobs = { one: { nodeId: "a", progress: 7 }, two: { progress: 1 }, three: null };
    expect(readPresence({ user, jobs })?.jobs).toEqual({
      one: { batchId: "", nodeId: "a", function: "", progress: 1, step: "", by: "" },
    });
  });

  it("never throws, whatever a peer sends", () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom("cursor", "selection", "drag", "jobs", "typing", "viewport"),
          fc.jsonValue(),
        ),
        (fields) => {
          expect(readPresence({ ...fields, user })?.user?.id).toBe("u1");
        },
      ),
    );
  });
});
