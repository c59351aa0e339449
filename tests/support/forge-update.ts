import * as encoding from "lib0/encoding";
import type * as Y from "yjs";

type Id = Pick<Y.ID, "client" | "clock">;

/** An item as its author says it, true or not. */
export interface ForgedItem {
  origin?: Id | undefined;
  rightOrigin?: Id | undefined;
  /** A root type's name, or the item of a type; only of an item without neighbours. */
  parent?: string | Id | undefined;
  parentSub?: string | undefined;
  /** A Y.Map, or so many clocks of something deleted. */
  content: readonly string[] | "map" | { deleted: number };
}

/** Runs of items, each of another client, as one update (encoding V1). No client of Yjs has to be able to make it. */
export const forgeUpdate = (
  runs: readonly { from: Id; items: readonly ForgedItem[] }[],
  deletes: readonly { from: Id; length: number }[] = [],
): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, runs.length);
  for (const { from, items } of runs) {
    encoding.writeVarUint(encoder, items.length);
    writeId(encoder, from);
    for (const item of items) writeItem(encoder, item);
  }
  encoding.writeVarUint(encoder, deletes.length);
  for (const { from, length } of deletes) {
    encoding.writeVarUint(encoder, from.client);
    encoding.writeVarUint(encoder, 1);
    encoding.writeVarUint(encoder, from.clock);
    encoding.writeVarUint(encoder, length);
  }
  return encoding.toUint8Array(encoder);
};

const writeId = (encoder: encoding.Encoder, { client, clock }: Id): void => {
  encoding.writeVarUint(encoder, client);
  encoding.writeVarUint(encoder, clock);
};

const writeItem = (encoder: encoding.Encoder, item: ForgedItem): void => {
  const { origin, rightOrigin, parent = "", parentSub, content } = item;
  const reference = content === "map" ? 7 : "deleted" in content ? 1 : 8;
  const neighbours = (origin ? 0x80 : 0) | (rightOrigin ? 0x40 : 0);
  encoding.writeUint8(encoder, reference | neighbours | (parentSub === undefined ? 0 : 0x20));
  if (origin) writeId(encoder, origin);
  if (rightOrigin) writeId(encoder, rightOrigin);
  if (neighbours === 0) {
    encoding.writeVarUint(encoder, typeof parent === "string" ? 1 : 0);
    if (typeof parent === "string") encoding.writeVarString(encoder, parent);
    else writeId(encoder, parent);
    if (parentSub !== undefined) encoding.writeVarString(encoder, parentSub);
  }
  if (content === "map") encoding.writeVarUint(encoder, 1);
  else if ("deleted" in content) encoding.writeVarUint(encoder, content.deleted);
  else {
    encoding.writeVarUint(encoder, content.length);
    for (const value of content) encoding.writeAny(encoder, value);
  }
};
