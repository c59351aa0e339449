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
}

const ITEM_HAS_ORIGIN = 0x80;
const ITEM_HAS_RIGHT_ORIGIN = 0x40;
const ITEM_HAS_PARENT_SUB = 0x20;
const CONTENT_BITS = 0x1f;
const GC = 0;
const SKIP = 10;

/**
 * Reads a Yjs update (encoding V1) to its end. `undefined` = malformed: no well-behaved client sends such bytes, and Yjs
 * would throw, loop, allocate far more than the bytes are worth, or lose a part in silence. What passes may be logged.
 */
export const walkUpdate = (bytes: Uint8Array): UpdateFacts | undefined => {
  try {
    // A Buffer: `toString` of lib0's plain Uint8Arrays means something else.
    const decoder = decoding.createDecoder(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const facts: UpdateFacts = { ranges: [], needs: new Map(), deletes: [] };
    readStructs(decoder, facts);
    readDeletes(decoder, facts);
    return decoding.hasContent(decoder) ? undefined : facts;
  } catch {
    // MalformedUpdate, or one of lib0's errors for a truncated input.
    return undefined;
  }
};

const readStructs = (decoder: decoding.Decoder, facts: UpdateFacts): void => {
  const clients = new Set<number>();
  // Each client costs three bytes at least, each struct two: counts beyond that would only allocate.
  for (let left = readCount(decoder, 3); left > 0; left--) {
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
      } else length = readItem(decoder, info, client, clock, facts.needs);
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
  client: number,
  clock: number,
  needs: Map<number, number>,
): number => {
  const readNeeded = (): void => {
    const neededClient = decoding.readVarUint(decoder);
    const neededClock = readClock(decoder);
    // Yjs does not check this, looks the struct up and throws.
    if (neededClient === client) refuseIf(neededClock >= clock);
    else needs.set(neededClient, Math.max(needs.get(neededClient) ?? 0, neededClock + 1));
  };
  if (info & ITEM_HAS_ORIGIN) readNeeded();
  if (info & ITEM_HAS_RIGHT_ORIGIN) readNeeded();
  if ((info & (ITEM_HAS_ORIGIN | ITEM_HAS_RIGHT_ORIGIN)) === 0) {
    if (decoding.readVarUint(decoder) === 1) readText(decoder);
    else readNeeded();
    if (info & ITEM_HAS_PARENT_SUB) readText(decoder);
  }
  return readContent(decoder, info & CONTENT_BITS);
};

const readDeletes = (decoder: decoding.Decoder, facts: UpdateFacts): void => {
  const clients = new Set<number>();
  for (let left = readCount(decoder, 2); left > 0; left--) {
    const client = decoding.readVarUint(decoder);
    refuseIf(clients.has(client));
    clients.add(client);
    let previousEnd = 0;
    for (let ranges = readCount(decoder, 2); ranges > 0; ranges--) {
      const start = readClock(decoder);
      const length = readClock(decoder);
      // Yjs sorts and joins them before sending; overlapping ones would cost a walk over the same structs each.
      refuseIf(length === 0 || start < previousEnd || start + length > MAX_CLOCK);
      previousEnd = start + length;
      facts.deletes.push({ client, start, end: previousEnd });
    }
  }
};
