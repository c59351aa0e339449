import * as decoding from "lib0/decoding";

export interface PresenceEntry {
  clientId: number;
  clock: number;
  /** JSON of an object, or "null" for one who left. */
  state: string;
}

/** `undefined` = malformed: Hocuspocus would end the document's session over it and leave the socket open. */
export const readPresenceEntries = (payload: Uint8Array): PresenceEntry[] | undefined => {
  try {
    const decoder = decoding.createDecoder(payload);
    const entries: PresenceEntry[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const clientId = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state = decoding.readVarString(decoder);
      const parsed: unknown = JSON.parse(state);
      if (typeof parsed !== "object" || Array.isArray(parsed)) return undefined;
      entries.push({ clientId, clock, state });
    }
    return entries;
  } catch {
    // Truncated, or not JSON.
    return undefined;
  }
};
