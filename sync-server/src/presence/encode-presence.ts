import {
  writeEveryone,
  writePresenceChanges,
  type PresenceChange,
} from "@backlot/shared/presence/wire/write-presence";
import { writeAwarenessPayload, type AwarenessEntry } from "./awareness-payload.ts";
import type { Person } from "./person.ts";

/** "awareness": what every Yjs client reads. "delta": `backlot.presence.1`, for clients that asked for it. */
export type PresenceFormat = "awareness" | "delta";

/** Encodes at most once per format, and not at all for a format that nobody in the room reads. */
export const encodeChanges = (
  sequence: number,
  changes: readonly PresenceChange[],
): ((format: PresenceFormat) => Uint8Array) => {
  const made = new Map<PresenceFormat, Uint8Array>();
  const make = (format: PresenceFormat): Uint8Array =>
    format === "delta"
      ? writePresenceChanges(sequence, changes)
      : writeAwarenessPayload(
          changes.map(({ clientId, clock, after }) => ({ clientId, clock, json: after?.json ?? "null" })),
        );
  return (format) => {
    const bytes = made.get(format) ?? make(format);
    made.set(format, bytes);
    return bytes;
  };
};

/** A reader of changes needs to know where they begin, even in an empty room. */
export const encodeEveryone = (
  format: PresenceFormat,
  sequence: number,
  people: Iterable<Person>,
  absent: readonly Person[] = [],
): Uint8Array | undefined => {
  const present: (AwarenessEntry & { slot: number })[] = [];
  for (const { clientId, clock, slot, shown } of people) {
    if (shown) present.push({ clientId, clock, slot, json: shown.json });
  }
  if (format === "delta") return writeEveryone(sequence, present);
  const left = absent.map(({ clientId, clock }) => ({ clientId, clock: Math.max(clock, 0), json: "null" }));
  return present.length + left.length > 0 ? writeAwarenessPayload([...present, ...left]) : undefined;
};
