import { MAX_PRESENCE_BYTES } from "@backlot/shared/presence/presence-state";

/** One entry of an awareness message, its state still in bytes. */
export interface RawPresence {
  clientId: number;
  clock: number;
  /** UTF-8 of what claims to be a JSON object; undefined = the peer took its presence back. */
  state: Uint8Array | undefined;
}

const MAX_DEPTH = 16;
/** Two numbers and the length of a state, one byte each at least. */
const MIN_ENTRY_BYTES = 3;

/**
 * Takes an awareness message apart without parsing any JSON: that is done once per tick, for the newest state only.
 * "malformed" = truncated, or a state that is no object.
 */
export const readPresenceFrame = (payload: Uint8Array): RawPresence[] | "malformed" => {
  let position = 0;
  const readUint = (): number => {
    let value = 0;
    let factor = 1;
    while (position < payload.length) {
      const byte = payload[position++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : NaN;
      factor *= 128;
      if (factor > Number.MAX_SAFE_INTEGER) return NaN;
    }
    return NaN;
  };

  const count = readUint();
  if (!(count * MIN_ENTRY_BYTES <= payload.length)) return "malformed";
  const entries: RawPresence[] = [];
  for (let left = count; left > 0; left--) {
    const clientId = readUint();
    const clock = readUint();
    const end = readUint() + position;
    // Also true of NaN, which every number cut off becomes.
    if (!(end <= payload.length) || Number.isNaN(clientId + clock)) return "malformed";
    const isNull = isNullAt(payload, position, end);
    if (!isNull && payload[position] !== OPENING_BRACE) return "malformed";
    entries.push({ clientId, clock, state: isNull ? undefined : payload.subarray(position, end) });
    position = end;
  }
  return entries;
};

/** A state larger or deeper than any page makes. */
export const isUnfitState = (state: Uint8Array): boolean =>
  state.length > MAX_PRESENCE_BYTES || isTooDeep(state);

/** What is deep enough overflows the stack of whoever compares it later. */
export const isTooDeep = (state: Uint8Array): boolean => {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < state.length; i++) {
    const byte = state[i];
    if (isInString) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) isInString = true;
    else if (byte === OPENING_BRACE || byte === OPENING_BRACKET) {
      if (++depth > MAX_DEPTH) return true;
    } else if (byte === CLOSING_BRACE || byte === CLOSING_BRACKET) depth--;
  }
  return false;
};

const isNullAt = (bytes: Uint8Array, start: number, end: number): boolean =>
  end - start === 4 &&
  bytes[start] === 0x6e &&
  bytes[start + 1] === 0x75 &&
  bytes[start + 2] === 0x6c &&
  bytes[start + 3] === 0x6c;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
