import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { readBytes, readCount, readText } from "../update-check/read-bytes.ts";
import { isTooDeep } from "../presence/presence-frame.ts";
import type { PresenceEntry } from "../presence/room-presence.ts";
import type { RoomChanges } from "./fan-out-room.ts";

/**
 * The only reader and writer of what nodes say to each other over Redis. Version 1:
 *
 *     version, kind, node id, log id, sequence, then by kind
 *     changes    commit (0 | 1, sequence, previous), updates, presence
 *     heartbeat  state vector (empty = not told this time)
 *     ask        node asked ("" = all), state vector
 *     answer     node answered, answer number, chunk index, chunk count, chunk of a packed state
 *     leave      nothing
 *
 * Redis is not trusted: every count is held against the bytes that are left, and nothing may follow the end.
 */
const VERSION = 1;
const KINDS = ["changes", "heartbeat", "ask", "answer", "leave"] as const;
const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
const MAX_NAME_BYTES = 64;
const MIN_PRESENCE_ENTRY_BYTES = 3;

export type MessageKind = (typeof KINDS)[number];

/** Who speaks. `sequence` counts the changes this node has published in this room, lost ones included. */
export interface Sender {
  nodeId: string;
  logId: string;
  sequence: number;
}

export type MessageBody =
  | ({ kind: "changes" } & RoomChanges)
  | { kind: "heartbeat"; stateVector: Uint8Array }
  | { kind: "ask"; to: string; stateVector: Uint8Array }
  | { kind: "answer"; to: string; answer: number; index: number; count: number; chunk: Uint8Array }
  | { kind: "leave" };

/** All that a node knows beyond a state vector, and everyone it serves: what answers carry, in chunks. */
interface NodeState {
  update: Uint8Array;
  presence: readonly PresenceEntry[];
}

type JunkReason = "version" | "kind" | "malformed" | "oversized";

/** A message whose sender is known and whose body is not read yet. */
interface Envelope extends Sender {
  kind: MessageKind;
  decoder: decoding.Decoder;
}

export const encodeMessage = (sender: Sender, body: MessageBody): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, VERSION);
  encoding.writeUint8(encoder, KINDS.indexOf(body.kind));
  encoding.writeVarString(encoder, sender.nodeId);
  encoding.writeVarString(encoder, sender.logId);
  encoding.writeVarUint(encoder, sender.sequence);
  switch (body.kind) {
    case "changes":
      encoding.writeUint8(encoder, body.commit ? 1 : 0);
      if (body.commit) {
        encoding.writeVarUint(encoder, body.commit.sequence);
        encoding.writeVarUint(encoder, body.commit.previous);
      }
      encoding.writeVarUint(encoder, body.updates.length);
      for (const update of body.updates) encoding.writeVarUint8Array(encoder, update);
      writePresence(encoder, body.presence);
      break;
    case "heartbeat":
      encoding.writeVarUint8Array(encoder, body.stateVector);
      break;
    case "ask":
      encoding.writeVarString(encoder, body.to);
      encoding.writeVarUint8Array(encoder, body.stateVector);
      break;
    case "answer":
      encoding.writeVarString(encoder, body.to);
      encoding.writeVarUint(encoder, body.answer);
      encoding.writeVarUint(encoder, body.index);
      encoding.writeVarUint(encoder, body.count);
      encoding.writeVarUint8Array(encoder, body.chunk);
      break;
    case "leave":
  }
  return encoding.toUint8Array(encoder);
};

export const openEnvelope = (bytes: Buffer): Envelope | JunkReason => {
  if (bytes.length > MAX_MESSAGE_BYTES) return "oversized";
  if (bytes[0] !== VERSION) return "version";
  const kind = KINDS[bytes[1] ?? KINDS.length];
  if (!kind) return "kind";
  const decoder = decoding.createDecoder(bytes);
  decoder.pos = 2;
  try {
    const nodeId = readName(decoder);
    const logId = readName(decoder);
    return { nodeId, logId, sequence: decoding.readVarUint(decoder), kind, decoder };
  } catch {
    // Truncated, too long or not UTF-8.
    return "malformed";
  }
};

export const readMessage = ({ kind, decoder }: Envelope): MessageBody | "malformed" => {
  try {
    const body = readBody(kind, decoder);
    return decoding.hasContent(decoder) ? "malformed" : body;
  } catch {
    // Truncated, or a count that the bytes cannot hold.
    return "malformed";
  }
};

export const packState = ({ update, presence }: NodeState): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint8Array(encoder, update);
  writePresence(encoder, presence);
  return encoding.toUint8Array(encoder);
};

export const unpackState = (bytes: Buffer): NodeState | "malformed" => {
  try {
    const decoder = decoding.createDecoder(bytes);
    const state = { update: copyBytes(decoder), presence: readPresence(decoder) };
    return decoding.hasContent(decoder) ? "malformed" : state;
  } catch {
    // Truncated, or a count that the bytes cannot hold.
    return "malformed";
  }
};

const readBody = (kind: MessageKind, decoder: decoding.Decoder): MessageBody => {
  switch (kind) {
    case "changes": {
      const hasCommit = decoding.readUint8(decoder) === 1;
      const commit = hasCommit
        ? { sequence: decoding.readVarUint(decoder), previous: decoding.readVarUint(decoder) }
        : undefined;
      const updates: Uint8Array[] = [];
      for (let left = readCount(decoder, 1); left > 0; left--) updates.push(copyBytes(decoder));
      return { kind, commit, updates, presence: readPresence(decoder) };
    }
    case "heartbeat":
      return { kind, stateVector: copyBytes(decoder) };
    case "ask":
      return { kind, to: readName(decoder), stateVector: copyBytes(decoder) };
    case "answer":
      return {
        kind,
        to: readName(decoder),
        answer: decoding.readVarUint(decoder),
        index: decoding.readVarUint(decoder),
        count: decoding.readVarUint(decoder),
        chunk: copyBytes(decoder),
      };
    case "leave":
      return { kind };
  }
};

const writePresence = (encoder: encoding.Encoder, entries: readonly PresenceEntry[]): void => {
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, state);
  }
};

const readPresence = (decoder: decoding.Decoder): PresenceEntry[] => {
  const entries: PresenceEntry[] = [];
  for (let left = readCount(decoder, MIN_PRESENCE_ENTRY_BYTES); left > 0; left--) {
    const clientId = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state = readText(decoder);
    if (isTooDeep(state)) throw new RangeError("A presence is nested beyond any page's");
    entries.push({ clientId, clock, state: state.toString() });
  }
  return entries;
};

const readName = (decoder: decoding.Decoder): string => {
  const bytes = readText(decoder);
  if (bytes.length > MAX_NAME_BYTES) throw new RangeError("A name is too long");
  return bytes.toString();
};

/** A copy: Yjs may keep what it is given, and the original is a view into the socket's chunk. */
const copyBytes = (decoder: decoding.Decoder): Uint8Array => new Uint8Array(readBytes(decoder));
