import * as decoding from "lib0/decoding";
import { MAX_PRESENCE_BYTES } from "@backlot/shared/presence/presence-state";

const MAX_DEPTH = 16;

export interface PresenceEntry {
  clientId: number;
  clock: number;
  /** JSON of an object, or "null" for one who left. */
  state: string;
}

/**
 * "malformed": Hocuspocus would end the document's session over it and leave the socket open. "unfit": a state larger or
 * deeper than any page makes; it is not even parsed, for what is deep enough overflows the stack later.
 */
export const readPresenceEntries = (payload: Uint8Array): PresenceEntry[] | "unfit" | "malformed" => {
  try {
    const decoder = decoding.createDecoder(payload);
    const entries: PresenceEntry[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state = decoding.readVarString(decoder);
      if (Buffer.byteLength(state) > MAX_PRESENCE_BYTES || isTooDeep(state)) return "unfit";
      const parsed: unknown = JSON.parse(state);
      if (typeof parsed !== "object" || Array.isArray(parsed)) return "malformed";
      entries.push({ clientId, clock, state });
    }
    return entries;
  } catch {
    // Truncated, or not JSON.
    return "malformed";
  }
};

const isTooDeep = (json: string): boolean => {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < json.length; i++) {
    const character = json[i];
    if (character === "\\") i++;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "{" || character === "[") {
      if (++depth > MAX_DEPTH) return true;
    } else if (character === "}" || character === "]") depth--;
  }
  return false;
};
