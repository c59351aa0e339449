import { mergeAppliable, mergeUpdates } from "./merge-updates.ts";
import { readDocument, updatesOf, type LoggedRecord, type ReadDocument } from "./read-document.ts";
import { readTransaction, type CanvasLog } from "./tables.ts";

export interface ReadState extends ReadDocument {
  /** Of all that is good; what Yjs cannot apply is damaged as well. */
  state: Uint8Array;
}

/**
 * One state of what was read. Where Yjs cannot apply something the document is read again, and then one update after the
 * other, to find what it is.
 */
export const readState = async (log: CanvasLog, document: string, read: ReadDocument): Promise<ReadState> => {
  try {
    return { ...read, state: mergeUpdates(updatesOf(read)) };
  } catch {
    return leaveOutUnappliable(await readTransaction(log, (trx) => readDocument(trx, document, checkState)));
  }
};

const checkState = (state: Uint8Array): string | undefined => {
  const [found] = mergeAppliable(undefined, [state]).unappliable;
  return found?.message;
};

const leaveOutUnappliable = (read: ReadDocument): ReadState => {
  const { state, unappliable } = mergeAppliable(
    read.snapshot?.state,
    read.records.flatMap(({ updates }) => updates),
  );
  const messages = new Map(unappliable.map(({ update, message }) => [update, message]));
  const records: LoggedRecord[] = [];
  const damage = [...read.damage];
  for (const { sequence, updates } of read.records) {
    const bad = updates.filter((update) => messages.has(update));
    const message = bad[0] && messages.get(bad[0]);
    if (message !== undefined)
      damage.push({ kind: "record", sequence, reason: "unappliable", message, unappliable: bad });
    if (bad.length === 0 || bad.length < updates.length)
      records.push({ sequence, updates: updates.filter((update) => !messages.has(update)) });
  }
  return { ...read, records, damage, state };
};
