import * as encoding from "lib0/encoding";
import {
  FORM_CHANGES,
  FORM_EVERYONE,
  isCursor,
  KIND_ARRIVED,
  KIND_CLOCK_JUMPED,
  KIND_CURSOR,
  KIND_FIELDS,
  KIND_GONE,
  KIND_RENEWED,
  KINDS_PER_SLOT,
  type StateValue,
} from "./presence-format.ts";
import { isSameJson } from "./same-json.ts";

/** One whose state the receivers have, or will have after this frame. */
export interface PresencePlace {
  slot: number;
  clientId: number;
  clock: number;
}

export interface PresenceChange extends PresencePlace {
  /** What receivers of the frame before have; undefined = nobody. */
  before: { clock: number; value: StateValue } | undefined;
  /** Undefined = gone. */
  after: { value: StateValue; json: string } | undefined;
}

/** What changed since the frame with the number before. */
export const writePresenceChanges = (sequence: number, changes: readonly PresenceChange[]): Uint8Array => {
  const encoder = startFrame(FORM_CHANGES, sequence);
  for (const change of changes) {
    const { before, after } = change;
    if (!before) {
      if (after) writeArrival(encoder, change, after.json);
      continue;
    }
    const jump = change.clock - before.clock - 1;
    if (jump > 0) {
      writeHead(encoder, change.slot, KIND_CLOCK_JUMPED);
      encoding.writeVarUint(encoder, jump);
    }
    if (after) writeDifference(encoder, change.slot, before.value, after.value);
    else writeHead(encoder, change.slot, KIND_GONE);
  }
  return encoding.toUint8Array(encoder);
};

/** Everyone as of the frame with this number. */
export const writeEveryone = (
  sequence: number,
  people: Iterable<PresencePlace & { json: string }>,
): Uint8Array => {
  const encoder = startFrame(FORM_EVERYONE, sequence);
  for (const person of people) writeArrival(encoder, person, person.json);
  return encoding.toUint8Array(encoder);
};

const startFrame = (form: number, sequence: number): encoding.Encoder => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, form);
  encoding.writeVarUint(encoder, sequence);
  return encoder;
};

const writeHead = (encoder: encoding.Encoder, slot: number, kind: number): void =>
  encoding.writeVarUint(encoder, slot * KINDS_PER_SLOT + kind);

const writeArrival = (encoder: encoding.Encoder, { slot, clientId, clock }: PresencePlace, json: string) => {
  writeHead(encoder, slot, KIND_ARRIVED);
  encoding.writeVarUint(encoder, clientId);
  encoding.writeVarUint(encoder, clock);
  encoding.writeVarString(encoder, json);
};

const writeDifference = (
  encoder: encoding.Encoder,
  slot: number,
  before: StateValue,
  after: StateValue,
): void => {
  const changed = changedKeys(before, after);
  const { cursor } = after;
  if (changed.length === 0) writeHead(encoder, slot, KIND_RENEWED);
  else if (changed.length === 1 && changed[0] === "cursor" && isCursor(cursor)) {
    writeHead(encoder, slot, KIND_CURSOR);
    encoding.writeFloat32(encoder, cursor.x);
    encoding.writeFloat32(encoder, cursor.y);
  } else {
    writeHead(encoder, slot, KIND_FIELDS);
    encoding.writeVarUint(encoder, changed.length);
    for (const key of changed) {
      encoding.writeVarString(encoder, key);
      encoding.writeVarString(encoder, Object.hasOwn(after, key) ? JSON.stringify(after[key]) : "");
    }
  }
};

const changedKeys = (before: StateValue, after: StateValue): string[] => {
  const changed: string[] = [];
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key) || !isSameJson(before[key], after[key])) changed.push(key);
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) changed.push(key);
  return changed;
};
