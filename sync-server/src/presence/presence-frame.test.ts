import * as encoding from "lib0/encoding";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnfitState, readPresenceFrame } from "./presence-frame.ts";

const frameOf = (...states: string[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, states.length);
  for (const state of states) {
    encoding.writeVarUint(encoder, 4_294_967_295);
    encoding.writeVarUint(encoder, 300);
    encoding.writeVarString(encoder, state);
  }
  return encoding.toUint8Array(encoder);
};
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

describe("a frame of presence", () => {
  it("is taken apart into entries whose states are still bytes", () => {
    expect(readPresenceFrame(frameOf('{"a":"é"}', "null"))).toEqual([
      { clientId: 4_294_967_295, clock: 300, state: bytesOf('{"a":"é"}') },
      { clientId: 4_294_967_295, clock: 300, state: undefined },
    ]);
    expect(readPresenceFrame(frameOf())).toEqual([]);
  });

  it.each(["7", "[]", "", '"{}"', "nul", "nulll"])("is malformed with the state %j", (state) => {
    expect(readPresenceFrame(frameOf(state))).toBe("malformed");
  });

  it("is malformed wherever it is cut off, and when it counts more entries than bytes", () => {
    const frame = frameOf('{"a":1}', "null");
    for (let end = 0; end < frame.length; end++) {
      expect(readPresenceFrame(frame.subarray(0, end)), `cut at ${end}`).toBe("malformed");
    }
    expect(readPresenceFrame(Uint8Array.of(255, 255, 255, 255, 15, 1, 1, 0))).toBe("malformed");
    const endless = Uint8Array.from({ length: 40 }, () => 255);
    expect(readPresenceFrame(endless)).toBe("malformed");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const read = readPresenceFrame(bytes);
        expect(read === "malformed" || Array.isArray(read)).toBe(true);
      }),
    );
  });
});

describe("a state", () => {
  it("fits with sixteen levels and any number of brackets inside of strings", () => {
    for (const state of ["{}", nested(16), `{"a":"\\"${"{".repeat(50)}"}`, `{"${"[".repeat(50)}":[1,{}]}`]) {
      expect(isUnfitState(bytesOf(state)), state).toBe(false);
    }
  });

  it.each([
    ["17 levels", nested(17)],
    ["more levels than the stack holds", `{"a":${"[".repeat(2000)}${"]".repeat(2000)}}`],
    ["five thousand letters", `{"a":"${"x".repeat(5000)}"}`],
    ["two thousand letters of three bytes", `{"a":"${"€".repeat(2000)}"}`],
  ])("is unfit with %s", (_, state) => {
    expect(isUnfitState(bytesOf(state))).toBe(true);
  });
});
