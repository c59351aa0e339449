import { expect, it } from "vitest";
import * as Y from "yjs";
import { boundMerging } from "./bound-merging.ts";

it("joins values that are neighbours, but never so many that copying them counts", () => {
  boundMerging();
  boundMerging();
  const [writer, reader] = [new Y.Doc(), new Y.Doc()];
  const updates: Uint8Array[] = [];
  writer.on("update", (update: Uint8Array) => updates.push(update));
  for (let value = 0; value < 5_000; value++) writer.getArray("list").push([value]);
  reader.transact(() => {
    for (const update of updates) Y.applyUpdate(reader, update);
  });
  expect(reader.getArray("list").toJSON()).toEqual(Array.from({ length: 5_000 }, (_, value) => value));
  for (const doc of [writer, reader]) expect(doc.store.clients.get(writer.clientID)).toHaveLength(5);
  expect(Y.encodeStateAsUpdate(reader).length).toBeLessThan(16_000);
});
