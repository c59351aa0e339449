import { expect, it } from "vitest";
import * as Y from "yjs";
import { isStateVector } from "./state-vector.ts";

it("takes what Yjs writes", () => {
  const doc = new Y.Doc();
  expect(isStateVector(Y.encodeStateVector(doc))).toBe(true);
  doc.getText("t").insert(0, "abc");
  expect(isStateVector(Y.encodeStateVector(doc))).toBe(true);
});

it.each([
  ["nothing", []],
  ["more clients than bytes", [200, 1, 1]],
  ["half a client", [1, 7]],
  ["a number without an end", [1, 255, 255]],
  ["a clock beyond all clocks", [1, 7, 255, 255, 255, 255, 255, 255, 1]],
])("refuses %s", (_, bytes) => {
  expect(isStateVector(Uint8Array.from(bytes))).toBe(false);
});
