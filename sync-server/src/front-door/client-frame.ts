import * as decoding from "lib0/decoding";

/** The message types of Hocuspocus, and one of ours. */
export const FRAME_TYPES = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  close: 7,
  syncStatus: 8,
  ping: 9,
  pong: 10,
  /** Ours, to clients that asked for it: what changed in whose presence. */
  presenceChanges: 64,
} as const;

const AUTH_TOKEN = 0;
export const SYNC_STEP_1 = 0;
export const SYNC_STEP_2 = 1;
export const SYNC_UPDATE = 2;

export type ClientFrame =
  | { kind: "sync"; address: string; syncType: number; payload: Uint8Array }
  | { kind: "awareness"; address: string; payload: Uint8Array }
  | { kind: "auth" | "query-awareness" | "close"; address: string }
  /** Well formed and of no use here: stateless messages, pings of the application. */
  | { kind: "ignored" };

/** `undefined` = malformed. Hocuspocus never sees such a frame: it would log a stack trace for each. */
export const readClientFrame = (data: Uint8Array): ClientFrame | undefined => {
  if (data.length === 1 && (data[0] === FRAME_TYPES.ping || data[0] === FRAME_TYPES.pong))
    return { kind: "ignored" };
  try {
    const decoder = decoding.createDecoder(data);
    const address = decoding.readVarString(decoder);
    switch (decoding.readVarUint(decoder)) {
      case FRAME_TYPES.sync:
      case FRAME_TYPES.syncReply: {
        const syncType = decoding.readVarUint(decoder);
        if (syncType > SYNC_UPDATE) return undefined;
        return { kind: "sync", address, syncType, payload: decoding.readVarUint8Array(decoder) };
      }
      case FRAME_TYPES.awareness:
        return { kind: "awareness", address, payload: decoding.readVarUint8Array(decoder) };
      case FRAME_TYPES.auth:
        // The other kinds are a server's, and Hocuspocus would complain of them on the console.
        if (decoding.readVarUint(decoder) !== AUTH_TOKEN) return undefined;
        decoding.readVarString(decoder);
        // The provider's version; providers before 4 sent none.
        if (decoding.hasContent(decoder)) decoding.readVarString(decoder);
        return { kind: "auth", address };
      case FRAME_TYPES.queryAwareness:
        return { kind: "query-awareness", address };
      case FRAME_TYPES.close:
        return { kind: "close", address };
      case FRAME_TYPES.stateless:
      case FRAME_TYPES.ping:
      case FRAME_TYPES.pong:
        return { kind: "ignored" };
      default:
        return undefined;
    }
  } catch {
    // lib0 throws for every kind of truncation; all of them are one answer.
    return undefined;
  }
};
