import * as encoding from "lib0/encoding";
import { describe, expect, it } from "vitest";
import { readPresenceEntries } from "./presence-frame.ts";

const frameOf = (state: string): Uint8Array => {
  const encoder = encoding.createEncoder();
  for (const value of [1, 5, 2]) encoding.writeVarUint(encoder, value);
  encoding.writeVarString(encoder, state);
  return encoding.toUint8Array(encoder);
};
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("a frame of presence", () => {
  it("is read, with brackets inside of strings", () => {
    for (const state of ['{"cursor":{"x":1}}', nested(16), `{"a":"\\"${"{".repeat(50)}"}`, "null"])
      expect(readPresenceEntries(frameOf(state))).toEqual([{ clientId: 5, clock: 2, state }]);
  });

  it.each([
    ["17 levels", nested(17)],
    ["more levels than the stack holds", `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}`],
    ["five thousand letters", `{"a":"${"x".repeat(5000)}"}`],
    ["two thousand letters of three bytes", `{"a":"${"€".repeat(2000)}"}`],
  ])("is unfit with %s", (_, state) => {
    expect(readPresenceEntries(frameOf(state))).toBe("unfit");
  });

  it.each(["7", "[]", "{", ""])("is malformed with the state %j", (state) => {
    expect(readPresenceEntries(frameOf(state))).toBe("malformed");
  });
});
