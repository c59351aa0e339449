import * as decoding from "lib0/decoding";
import { MAX_CLOCK, readClock, readCount, readText, refuseIf } from "./read-bytes.ts";
import { readContent } from "./read-content.ts";

/** What an update brings and what it needs, without Yjs having touched it. */
export interface UpdateFacts {
  /** Unbroken runs of clocks, `end` exclusive. */
  ranges: { client: number; start: number; end: number }[];
  /** Client → clocks below this must exist: origins and parents by other clients. */
  needs: Map<number, number>;
  /** Ascending and disjoint for each client, `end` exclusive. */
  deletes: { client: number; start: number; end: number }[];
  /** A shared type is put somewhere else than straight into a root type. */
  nestsTypes: boolean;
  /** An item stands in front of another one, or takes several clocks where it may be the value of a key. */
  needsLists: boolean;
}

export interface StructId {
  client: number;
  clock: number;
}

/** Where an item says it belongs: wherever its neighbours are, or, with none, under a parent item or in a root type. */
export interface ItemPlace extends StructId {
  length: number;
  isType: boolean;
  /** Its content is gone already. */
  isEmpty: boolean;
  origin: StructId | undefined;
  rightOrigin: StructId | undefined;
  parent: StructId | string | undefined;
  /** As far as it says so itself: one with neighbours has theirs. */
  parentSub: string | null;
}

/** What must be there before the item. */
export const needsOf = ({ origin, rightOrigin, parent }: ItemPlace): StructId[] =>
  [origin, rightOrigin, parent].filter((need) => typeof need === "object");

const ITEM_HAS_ORIGIN = 0x80;
const ITEM_HAS_RIGHT_ORIGIN = 0x40;
const ITEM_HAS_PARENT_SUB = 0x20;
const CONTENT_BITS = 0x1f;
const CONTENT_DELETED = 1;
const CONTENT_TYPE = 7;
/** Of one update: what more of them cost, in memory and in time of the event loop, is out of proportion to their bytes. */
const MAX_CLIENTS = 200_000;
const MAX_DELETED_RANGES = 2_000_000;
const GC = 0;
const SKIP = 10;

/**
 * Reads a Yjs update (encoding V1) to its end. `undefined` = malformed: no well-behaved client sends such bytes, and Yjs
 * would throw, loop, allocate far more than the bytes are worth, or lose a part in silence. What passes may be logged.
 */
export const walkUpdate = (
  bytes: Uint8Array,
  onItem?: (place: ItemPlace) => void,
): UpdateFacts | undefined => {
  try {
    // A Buffer: `toString` of lib0's plain Uint8Arrays means something else.
    const decoder = decoding.createDecoder(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const facts: UpdateFacts = {
      ranges: [],
      needs: new Map(),
      deletes: [],
      nestsTypes: false,
      needsLists: false,
    };
    readStructs(decoder, facts, onItem);
    readDeletes(decoder, facts);
    return decoding.hasContent(decoder) ? undefined : facts;
  } catch {
    // MalformedUpdate, or one of lib0's errors for a truncated input.
    return undefined;
  }
};

const readStructs = (
  decoder: decoding.Decoder,
  facts: UpdateFacts,
  onItem: ((place: ItemPlace) => void) | undefined,
): void => {
  const clients = new Set<number>();
  // Each client costs three bytes at least, each struct two: counts beyond that would only allocate.
  const count = readCount(decoder, 3);
  refuseIf(count > MAX_CLIENTS);
  for (let left = count; left > 0; left--) {
    let structs = readCount(decoder, 2);
    const client = decoding.readVarUint(decoder);
    // Yjs would forget the first block of a client that comes twice.
    refuseIf(clients.has(client));
    clients.add(client);
    let clock = readClock(decoder);
    let start = clock;
    for (; structs > 0; structs--) {
      const info = decoding.readUint8(decoder);
      const content = info & CONTENT_BITS;
      let length: number;
      if (content === GC || content === SKIP) {
        refuseIf(info !== content);
        length = readClock(decoder);
      } else length = readItem(decoder, info, { client, clock }, facts, onItem);
      refuseIf(length === 0);
      if (content === SKIP) {
        if (clock > start) facts.ranges.push({ client, start, end: clock });
        start = clock + length;
      }
      clock += length;
      refuseIf(clock > MAX_CLOCK);
    }
    if (clock > start) facts.ranges.push({ client, start, end: clock });
  }
};

const readItem = (
  decoder: decoding.Decoder,
  info: number,
  id: StructId,
  facts: UpdateFacts,
  onItem: ((place: ItemPlace) => void) | undefined,
): number => {
  const origin = info & ITEM_HAS_ORIGIN ? readNeeded(decoder, id, facts) : undefined;
  const rightOrigin = info & ITEM_HAS_RIGHT_ORIGIN ? readNeeded(decoder, id, facts) : undefined;
  let root: Buffer | undefined;
  let parent: StructId | undefined;
  let parentSub: Buffer | undefined;
  if (!origin && !rightOrigin) {
    if (decoding.readVarUint(decoder) === 1) root = readText(decoder);
    else parent = readNeeded(decoder, id, facts);
    if (info & ITEM_HAS_PARENT_SUB) parentSub = readText(decoder);
  }
  const content = info & CONTENT_BITS;
  const length = readContent(decoder, content);
  const isType = content === CONTENT_TYPE;
  const isEmpty = content === CONTENT_DELETED;
  if (isType && !root) facts.nestsTypes = true;
  if (rightOrigin || (length > 1 && !isEmpty && (origin || parentSub))) facts.needsLists = true;
  onItem?.({
    client: id.client,
    clock: id.clock,
    length,
    isType,
    isEmpty,
    origin,
    rightOrigin,
    parent: parent ?? root?.toString(),
    parentSub: parentSub?.toString() ?? null,
  });
  return length;
};

const readNeeded = (decoder: decoding.Decoder, { client, clock }: StructId, facts: UpdateFacts): StructId => {
  const needed = { client: decoding.readVarUint(decoder), clock: readClock(decoder) };
  // Yjs does not check this, looks the struct up and throws.
  if (needed.client === client) refuseIf(needed.clock >= clock);
  else facts.needs.set(needed.client, Math.max(facts.needs.get(needed.client) ?? 0, needed.clock + 1));
  return needed;
};

const readDeletes = (decoder: decoding.Decoder, facts: UpdateFacts): void => {
  const clients = new Set<number>();
  for (let left = readCount(decoder, 2); left > 0; left--) {
    const client = decoding.readVarUint(decoder);
    refuseIf(clients.has(client));
    clients.add(client);
    let previousEnd = 0;
    const count = readCount(decoder, 2);
    refuseIf(facts.deletes.length + count > MAX_DELETED_RANGES);
    for (let ranges = count; ranges > 0; ranges--) {
      const start = readClock(decoder);
      const length = readClock(decoder);
      // Yjs sorts and joins them before sending; overlapping ones would cost a walk over the same structs each.
      refuseIf(length === 0 || start < previousEnd || start + length > MAX_CLOCK);
      previousEnd = start + length;
      facts.deletes.push({ client, start, end: previousEnd });
    }
  }
};
