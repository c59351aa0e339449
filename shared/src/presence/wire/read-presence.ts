import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import {
  FORM_CHANGES,
  FORM_EVERYONE,
  KIND_ARRIVED,
  KIND_CLOCK_JUMPED,
  KIND_CURSOR,
  KIND_FIELDS,
  KIND_GONE,
  KIND_RENEWED,
  KINDS_PER_SLOT,
} from "./presence-format.ts";

/** One in a slot. `fields`: for each top-level key its `"key":value` as JSON. */
interface Occupant {
  clientId: number;
  clock: number;
  fields: Map<string, string>;
}

interface Heard {
  clientId: number;
  clock: number;
  json: string;
}

/**
 * Turns the frames of one room and one connection back into awareness messages (their payload), so that a stock provider
 * can read them. Whatever comes in, it never throws.
 */
export class PresenceReader {
  #occupants = new Map<number, Occupant>();
  /** Undefined = nothing to build on: only a frame with everyone helps. */
  #sequence: number | undefined;

  /** `undefined` = nothing to pass on: junk, a frame that was known already, or one after a gap. */
  read(frame: Uint8Array): Uint8Array | undefined {
    try {
      const decoder = decoding.createDecoder(frame);
      const form = decoding.readVarUint(decoder);
      const sequence = decoding.readVarUint(decoder);
      if (form === FORM_EVERYONE) return this.#readEveryone(decoder, sequence);
      if (form === FORM_CHANGES) return this.#readChanges(decoder, sequence);
    } catch {
      // lib0 throws for what is cut off, JSON.parse for what is no JSON; half of the frame may have been taken in.
      this.#sequence = undefined;
    }
    return undefined;
  }

  #readEveryone(decoder: decoding.Decoder, sequence: number): Uint8Array {
    const former = this.#occupants;
    this.#occupants = new Map();
    this.#sequence = undefined;
    const heard: Heard[] = [];
    while (decoding.hasContent(decoder)) {
      const { slot, kind } = readHead(decoder);
      if (kind !== KIND_ARRIVED) throw new Error("Only arrivals make up everyone");
      heard.push(this.#seat(decoder, slot));
    }
    const present = new Set(heard.map(({ clientId }) => clientId));
    for (const { clientId, clock } of former.values()) {
      if (!present.has(clientId)) heard.push({ clientId, clock, json: "null" });
    }
    this.#sequence = sequence;
    return writeAwareness(heard);
  }

  #readChanges(decoder: decoding.Decoder, sequence: number): Uint8Array | undefined {
    if (this.#sequence === undefined || sequence <= this.#sequence) return undefined;
    if (sequence !== this.#sequence + 1) {
      this.#sequence = undefined;
      return undefined;
    }
    const heard: Heard[] = [];
    while (decoding.hasContent(decoder)) {
      const { slot, kind } = readHead(decoder);
      if (kind === KIND_ARRIVED) {
        heard.push(this.#seat(decoder, slot));
        continue;
      }
      const occupant = this.#occupants.get(slot);
      if (!occupant) throw new Error("Nobody has this slot");
      if (kind === KIND_CLOCK_JUMPED) {
        occupant.clock += decoding.readVarUint(decoder);
        continue;
      }
      occupant.clock += 1;
      if (kind === KIND_GONE) this.#occupants.delete(slot);
      else changeFields(decoder, kind, occupant.fields);
      heard.push(kind === KIND_GONE ? { ...occupant, json: "null" } : heardOf(occupant));
    }
    this.#sequence = sequence;
    return heard.length > 0 ? writeAwareness(heard) : undefined;
  }

  #seat(decoder: decoding.Decoder, slot: number): Heard {
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state: unknown = JSON.parse(decoding.readVarString(decoder));
    if (typeof state !== "object" || state === null || Array.isArray(state)) throw new Error("No state");
    const fields = new Map<string, string>();
    for (const [key, value] of Object.entries(state)) fields.set(key, fieldOf(key, JSON.stringify(value)));
    const occupant = { clientId, clock, fields };
    this.#occupants.set(slot, occupant);
    return heardOf(occupant);
  }
}

const readHead = (decoder: decoding.Decoder): { slot: number; kind: number } => {
  const head = decoding.readVarUint(decoder);
  return { slot: Math.floor(head / KINDS_PER_SLOT), kind: head % KINDS_PER_SLOT };
};

const changeFields = (decoder: decoding.Decoder, kind: number, fields: Map<string, string>): void => {
  if (kind === KIND_RENEWED) return;
  if (kind === KIND_CURSOR) {
    const x = decoding.readFloat32(decoder);
    const y = decoding.readFloat32(decoder);
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new Error("No place for a cursor");
    fields.set("cursor", fieldOf("cursor", `{"x":${x},"y":${y}}`));
  } else if (kind === KIND_FIELDS) {
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const key = decoding.readVarString(decoder);
      const json = decoding.readVarString(decoder);
      if (json === "") fields.delete(key);
      else {
        JSON.parse(json);
        fields.set(key, fieldOf(key, json));
      }
    }
  } else throw new Error("No such kind of entry");
};

const fieldOf = (key: string, json: string): string => `${JSON.stringify(key)}:${json}`;

const heardOf = ({ clientId, clock, fields }: Occupant): Heard => ({
  clientId,
  clock,
  json: `{${[...fields.values()].join(",")}}`,
});

const writeAwareness = (heard: readonly Heard[]): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, heard.length);
  for (const { clientId, clock, json } of heard) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, json);
  }
  return encoding.toUint8Array(encoder);
};
