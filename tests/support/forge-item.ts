import * as Y from "yjs";
import type { ForgedItem } from "./forge-update.ts";

export const NEIGHBOURS = [
  "any two",
  "side by side",
  "the other way round",
  "left only",
  "right only",
  "none",
] as const;

/** Numbers that pick from whatever the document holds. */
export interface Forgery {
  neighbours: (typeof NEIGHBOURS)[number];
  left: number;
  right: number;
  root: string;
  parentSub: string | undefined;
  content: ForgedItem["content"];
}

/**
 * An item that no client may have reason to make, with neighbours that the document has. Of two in one list, they are
 * never the ends of an interval that others stand in: who has seen both ends may have seen those too, and such an item
 * Yjs orders by chance; that is no question of where it belongs, and undo makes some. Undefined = nothing to pick from.
 */
export const forgeItem = (document: Y.Doc, forgery: Forgery): ForgedItem | undefined => {
  const { neighbours, root, parentSub, content } = forgery;
  const left = pickPlace(document, forgery.left);
  const right = pickPlace(document, forgery.right);
  if (!left || !right) return undefined;
  switch (neighbours) {
    case "any two":
      return { origin: left.id, rightOrigin: isBehind(left, right) ? idBehind(left) : right.id, content };
    case "side by side":
      return { origin: left.id, rightOrigin: idBehind(left), content };
    case "the other way round":
      return { origin: idBehind(left) ?? left.id, rightOrigin: left.id, content };
    case "left only":
      return { origin: left.id, content };
    case "right only":
      return { rightOrigin: firstBeside(left), content };
    case "none":
      return { parent: forgery.right % 2 === 0 ? root : left.id, parentSub, content };
  }
};

interface Place {
  struct: Y.Item | Y.GC;
  id: Y.ID;
}

export const pickPlace = (document: Y.Doc, pick: number): Place | undefined => {
  const structs = [...document.store.clients.values()].flat();
  const struct = structs[pick % structs.length];
  return struct && { struct, id: Y.createID(struct.id.client, struct.id.clock + (pick % struct.length)) };
};

const idBehind = ({ struct, id }: Place): Y.ID | undefined => {
  if (id.clock + 1 < struct.id.clock + struct.length) return Y.createID(id.client, id.clock + 1);
  return struct instanceof Y.Item ? struct.right?.id : undefined;
};

const firstBeside = ({ struct }: Place): Y.ID => {
  let first = struct;
  while (first instanceof Y.Item && first.left) first = first.left;
  return first.id;
};

const isBehind = (place: Place, other: Place): boolean => {
  for (let item = place.struct instanceof Y.Item ? place.struct : null; item; item = item.right)
    if (item === other.struct) return true;
  return false;
};
