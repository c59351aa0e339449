import { expect, it } from "vitest";
import * as Y from "yjs";
import { DocumentSize } from "./document-size.ts";

it("takes what was sent for the size only until that would forbid an edit", () => {
  const document = new Y.Doc();
  const size = new DocumentSize(document, 0, 10_000);
  for (let edit = 0; edit < 200; edit++) {
    document.getMap("nodes").set("x", "y".repeat(100));
    expect(size.hasRoomFor(100)).toBe(true);
    size.add(100);
  }
});

it("refuses what makes the document too large", () => {
  const document = new Y.Doc();
  document.getMap("nodes").set("long", "y".repeat(9_950));
  const size = new DocumentSize(document, Y.encodeStateAsUpdate(document).length, 10_000);
  expect(size.hasRoomFor(200)).toBe(false);
  expect(size.hasRoomFor(1)).toBe(true);
});
