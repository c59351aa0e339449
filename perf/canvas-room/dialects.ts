import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/** How a server wants to be spoken to. The messages inside are the same Yjs ones for all. */
export interface Dialect {
  /** Hocuspocus puts the document's name before each message; y-websocket has it in the path. */
  readonly namesDocument: boolean;
  readonly authenticates: boolean;
  /** Answers each update by a SyncStatus. */
  readonly acknowledges: boolean;
  /** A bare relay has no document: peers begin with the same copy of it. */
  readonly keepsDocument: boolean;
  /** One WebSocket message holds the messages of a tick, each behind its length. */
  readonly joinsMessages: boolean;
}

export const DIALECTS = {
  hocuspocus: {
    namesDocument: true,
    authenticates: true,
    acknowledges: true,
    keepsDocument: true,
    joinsMessages: false,
  },
  yWebsocket: {
    namesDocument: false,
    authenticates: false,
    acknowledges: false,
    keepsDocument: true,
    joinsMessages: false,
  },
  relay: {
    namesDocument: true,
    authenticates: false,
    acknowledges: false,
    keepsDocument: false,
    joinsMessages: true,
  },
} as const satisfies Record<string, Dialect>;

export const MESSAGE = {
  sync: 0,
  presence: 1,
  auth: 2,
  syncReply: 4,
  syncStatus: 8,
} as const;
export const SYNC_STEP_1 = 0;
export const SYNC_STEP_2 = 1;
export const SYNC_UPDATE = 2;

export const encodeMessage = (
  dialect: Dialect,
  documentName: string,
  type: number,
  write: (encoder: encoding.Encoder) => void,
): Uint8Array => {
  const encoder = encoding.createEncoder();
  if (dialect.namesDocument) encoding.writeVarString(encoder, documentName);
  encoding.writeVarUint(encoder, type);
  write(encoder);
  return encoding.toUint8Array(encoder);
};

/** Calls `hear` for each message of one WebSocket message, the decoder standing behind the type. */
export const decodeMessages = (
  dialect: Dialect,
  payload: Uint8Array,
  hear: (type: number, decoder: decoding.Decoder) => void,
): void => {
  if (!dialect.joinsMessages) {
    decodeOne(dialect, payload, hear);
    return;
  }
  const decoder = decoding.createDecoder(payload);
  while (decoding.hasContent(decoder)) decodeOne(dialect, decoding.readVarUint8Array(decoder), hear);
};

const decodeOne = (
  dialect: Dialect,
  payload: Uint8Array,
  hear: (type: number, decoder: decoding.Decoder) => void,
): void => {
  const decoder = decoding.createDecoder(payload);
  if (dialect.namesDocument) decoding.readVarUint8Array(decoder);
  hear(decoding.readVarUint(decoder), decoder);
};
