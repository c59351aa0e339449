import type { BroughtItem, BroughtItems } from "./brought-items.ts";
import { DeletedClocks } from "./deleted-clocks.ts";
import { GONE, holderOf, type ItemLists, type ListOfItem } from "./item-lists.ts";
import type { StructId, UpdateFacts } from "./walk-update.ts";

/** "unknown": what stands before it in the batch may delete what it builds on. */
export type Neighbours = "agree" | "contradict" | "unknown";

/**
 * Whether the items that an update brings are each in one list. An item between two lists comes to lie where Yjs finds it
 * at the moment: a copy made after one of the neighbours was collected differs from the documents of those who were there.
 * No client makes such items, nor one in front of a value of a key, nor several values of a key at once. That the right
 * neighbour stands left of the left one is no such contradiction: undo writes it (https://github.com/yjs/yjs/issues/794).
 */
export const checkNeighbours = (own: BroughtItems, facts: UpdateFacts, lists: ItemLists): Neighbours => {
  if (!facts.needsLists) return "agree";
  const deleted = new DeletedClocks(facts.deletes);
  const listOf = (id: StructId): ListOfItem | undefined => lists.listOf(id, own);
  let answer: Neighbours = "agree";
  for (const item of own.all()) {
    const ofItem = checkItem(item, listOf, deleted);
    if (ofItem === "contradict") return ofItem;
    if (ofItem === "unknown") answer = ofItem;
  }
  return answer;
};

type FindList = (id: StructId) => ListOfItem | undefined;

const checkItem = (item: BroughtItem, listOf: FindList, deleted: DeletedClocks): Neighbours => {
  const { client, clock, length, isEmpty, origin, rightOrigin } = item.place;
  const isSpan = length > 1 && !isEmpty;
  if (!rightOrigin && !isSpan) return "agree";
  const left = origin && listOf(origin);
  const right = rightOrigin && listOf(rightOrigin);
  const list = left ?? right ?? listOf(item.place);
  // Items that need each other in a circle have no place at all.
  if (!list || (origin && !left) || (rightOrigin && !right)) return "contradict";
  item.list ??= right === GONE ? GONE : list;
  if (left && right && left !== right) {
    // Merged from two states, of which one has collected already what the other still has: honest where all of it goes.
    if (left === GONE || right === GONE)
      return isGoing(left === GONE ? right : left, listOf, deleted) ? "agree" : "unknown";
    if (left.parent !== right.parent || left.parentSub !== right.parentSub) return "contradict";
  }
  if (list === GONE || list.parentSub === null) return "agree";
  // Values of a key follow each other; those that were replaced may come as one.
  return !rightOrigin && deleted.hasAll(client, clock, clock + length - 1) ? "agree" : "contradict";
};

/** Whether the update itself deletes the type of the list, or one around it. */
const isGoing = (list: ListOfItem, listOf: FindList, deleted: DeletedClocks): boolean => {
  for (let around: ListOfItem | undefined = list; around && around !== GONE;) {
    const holder = holderOf(around);
    if (!holder) return false;
    if (deleted.hasAll(holder.client, holder.clock, holder.clock + 1)) return true;
    around = listOf(holder);
  }
  return true;
};
