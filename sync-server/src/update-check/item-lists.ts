import * as Y from "yjs";
import type { BroughtItem, BroughtItems } from "./brought-items.ts";
import { findStruct } from "./find-struct.ts";
import { needsOf, type ItemPlace, type StructId } from "./walk-update.ts";

/** As Yjs names any of its shared types. */
type AnyType = Y.ContentType["type"];

/** Where items stand beside each other: the sequence of a shared type, or what one key of it has ever held. */
export interface ItemList {
  /** A shared type of the document, the item that will bring one, or the name of a root type that nobody has used yet. */
  readonly parent: AnyType | ItemPlace | string;
  readonly parentSub: string | null;
}

/** Of an item that is collected, or will be at once, because its neighbour or its parent is. */
export const GONE = "gone";
export type ListOfItem = ItemList | typeof GONE;

/** Finds out in which lists items lie, in a document and in what a batch will bring to it. */
export class ItemLists {
  readonly #document: Y.Doc;
  readonly #earlier: BroughtItems;

  /** `earlier`: what the batch brings so far. */
  constructor(document: Y.Doc, earlier: BroughtItems) {
    this.#document = document;
    this.#earlier = earlier;
  }

  /** `own`: what the update brings that is judged. Undefined = the item needs itself in a circle. */
  listOf(id: StructId, own: BroughtItems): ListOfItem | undefined {
    const item = this.#findBrought(id, own);
    if (item) return item.list ?? this.#resolve(item, own);
    const struct = findStruct(this.#document.store, id);
    return struct instanceof Y.Item ? listOfItem(struct) : GONE;
  }

  /** The item, if it is not in the document yet. */
  #findBrought(id: StructId, own: BroughtItems): BroughtItem | undefined {
    if (id.clock < Y.getState(this.#document.store, id.client)) return undefined;
    return own.find(id) ?? this.#earlier.find(id);
  }

  /** Without recursion, for the chain may be as long as the update. */
  #resolve(start: BroughtItem, own: BroughtItems): ListOfItem | undefined {
    const first = this.#unresolvedNeedOf(start.place, own);
    if (!first) return (start.list = this.#listAmongKnown(start.place, own));
    const open = [start, first];
    const isOpen = new Set(open);
    for (let item = open.at(-1); item; item = open.at(-1)) {
      const waitsFor = this.#unresolvedNeedOf(item.place, own);
      if (waitsFor && isOpen.has(waitsFor)) return undefined;
      if (waitsFor) {
        open.push(waitsFor);
        isOpen.add(waitsFor);
      } else {
        item.list = this.#listAmongKnown(item.place, own);
        open.pop();
      }
    }
    return start.list;
  }

  #unresolvedNeedOf(place: ItemPlace, own: BroughtItems): BroughtItem | undefined {
    for (const id of needsOf(place)) {
      const item = this.#findBrought(id, own);
      if (item && !item.list) return item;
    }
    return undefined;
  }

  /** As Yjs chooses it: where its neighbours are, else where it says itself. */
  #listAmongKnown({ origin, rightOrigin, parent, parentSub }: ItemPlace, own: BroughtItems): ListOfItem {
    const left = origin && this.listOf(origin, own);
    const right = rightOrigin && this.listOf(rightOrigin, own);
    if (left === GONE || right === GONE) return GONE;
    const list = left ?? right;
    if (list) return list;
    if (typeof parent === "string") return { parent: this.#document.share.get(parent) ?? parent, parentSub };
    const type = parent && this.#typeOf(parent, own);
    return type ? { parent: type, parentSub } : GONE;
  }

  #typeOf(id: StructId, own: BroughtItems): ItemList["parent"] | undefined {
    const item = this.#findBrought(id, own);
    if (item) return item.place.isType && item.list !== GONE ? item.place : undefined;
    const struct = findStruct(this.#document.store, id);
    return struct instanceof Y.Item && struct.content instanceof Y.ContentType
      ? struct.content.type
      : undefined;
  }
}

/** Of an item that has its place in the document. */
const listOfItem = ({ parent, parentSub }: Y.Item): ListOfItem =>
  parent instanceof Y.AbstractType ? { parent, parentSub } : GONE;

/** The item whose content is the type of the list; a root type has none. */
export const holderOf = ({ parent }: ItemList): StructId | undefined => {
  if (parent instanceof Y.AbstractType) return parent._item?.id;
  return typeof parent === "string" ? undefined : parent;
};
