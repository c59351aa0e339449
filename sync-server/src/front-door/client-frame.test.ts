import * as encoding from "lib0/encoding";
import { expect, it } from "vitest";
import { readClientFrame } from "./client-frame.ts";

const AUTH = 2;
const authFrame = (kind: number, ...texts: string[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, "canvas/x");
  encoding.writeVarUint(encoder, AUTH);
  encoding.writeVarUint(encoder, kind);
  for (const text of texts) encoding.writeVarString(encoder, text);
  return encoding.toUint8Array(encoder);
};

it("takes a token with and without the version of the provider that shows it", () => {
  const auth = { kind: "auth", address: "canvas/x" };
  expect(readClientFrame(authFrame(0, "token"))).toEqual(auth);
  expect(readClientFrame(authFrame(0, "token", "4.8.0"))).toEqual(auth);
});

it("takes nothing about tokens that only a server says, and no version that is cut off", () => {
  expect(readClientFrame(authFrame(1, "denied"))).toBeUndefined();
  expect(readClientFrame(authFrame(2, "read-write"))).toBeUndefined();
  expect(readClientFrame(authFrame(0, "token", "4.8.0").subarray(0, -2))).toBeUndefined();
});
