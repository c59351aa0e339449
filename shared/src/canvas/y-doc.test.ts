import { expect, it } from "vitest";
import * as Y from "yjs";
import { createYDoc } from "./y-doc.ts";

const listOf = (doc: Y.Doc): unknown => doc.getMap("nodes").toJSON()["list"];

it("puts what undo restored at one place, for those who were there and for who comes later", () => {
  const author = Object.assign(createYDoc(), { clientID: 1 });
  const present = createYDoc();
  author.on("update", (update: Uint8Array) => Y.applyUpdate(present, update));
  const nodes = author.getMap<unknown>("nodes");
  const undo = new Y.UndoManager(nodes, { captureTimeout: 0 });
  const list = new Y.Array<string>();
  nodes.set("list", list);
  list.push(["p", "q"]);
  list.delete(1, 1);
  undo.undo();
  list.insert(2, ["r"]);
  nodes.set("other", 1);
  // Its right neighbour is the first "q", and the second one stands left of it in front of "r".
  list.insert(3, ["s"]);
  nodes.delete("list");
  undo.undo();
  const late = createYDoc();
  Y.applyUpdate(late, Y.encodeStateAsUpdate(author));
  expect([author, present, late].map(listOf)).toEqual(Array(3).fill(["p", "q", "r", "s"]));
});
