import { setTimeout as wait } from "node:timers/promises";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { SUBPROTOCOL } from "@backlot/shared/protocol/subprotocols";
import { colorIndexOf, signSyncToken } from "@backlot/shared/protocol/sync-token";
import {
  MESSAGE,
  SYNC_STEP_1,
  SYNC_STEP_2,
  SYNC_UPDATE,
  decodeMessages,
  encodeMessage,
  type Dialect,
} from "./dialects.ts";
import { openEditor } from "./editor.ts";
import { openWireSocket, type WireSocket } from "./wire-socket.ts";

/** Enough for a SyncStatus, too short for what a busy room says. */
const STATUS_BYTES = 64;
const RETRY_MS = 200;
const EMPTY_STATE_VECTOR = Uint8Array.of(0);
const EMPTY_UPDATE = Uint8Array.of(0, 0);
const FIRST_CURSOR_X = 1_000;

export interface Room {
  readonly port: number;
  readonly canvasId: string;
  readonly secret: string;
  readonly dialect: Dialect;
}

export interface PeerOptions {
  readonly index: number;
  readonly clientId: number;
  readonly wantsDelta: boolean;
  /** Begins with this state and edits; absent = never edits. */
  readonly seed?: Uint8Array | undefined;
  /** Of someone who follows the room; absent = messages are counted by their size and dropped. */
  readonly hear?: ((type: number, decoder: decoding.Decoder) => void) | undefined;
}

/**
 * A person in the room, by hand on the wire: tests/support has two such peers for tests, but their sockets cost too much
 * at 1,000 of them (see wire-socket.ts).
 */
export interface Peer {
  readonly clientId: number;
  readonly joinedMs: number;
  readonly speaksDelta: boolean;
  readonly wire: WireSocket;
  /** When each was handed to the socket, in ms; cursor `n` says so by its x. */
  readonly presenceSentAt: number[];
  readonly editSentAt: number[];
  /** When each edit was acknowledged; shorter than `editSentAt` while some are open. */
  readonly acknowledgedAt: number[];
  readonly lostWith: () => number | undefined;
  readonly refusedCount: () => number;
  readonly editBytes: () => number;
  sendPresence(): void;
  edit(): void;
  sendUpdate(update: Uint8Array): void;
  close(): void;
}

export const sampleOfCursor = (x: number): number => x - FIRST_CURSOR_X;

/** Like a provider, comes back when it is turned away; rejects when it has not been let in within the deadline. */
export const joinRoom = async (room: Room, options: PeerOptions, deadlineMs: number): Promise<Peer> => {
  const startedAt = performance.now();
  for (;;) {
    try {
      return await tryToJoin(room, options, startedAt, deadlineMs);
    } catch (error) {
      if (performance.now() - startedAt > deadlineMs) throw error;
      await wait(RETRY_MS);
    }
  }
};

const tryToJoin = async (
  room: Room,
  options: PeerOptions,
  startedAt: number,
  deadlineMs: number,
): Promise<Peer> => {
  const { dialect } = room;
  const documentName = documentNameOf("canvas", room.canvasId);
  const user = { id: `peer-${options.index}`, kind: "person", name: `Person ${options.index}` } as const;
  const colorIndex = colorIndexOf(user.id);
  const token = dialect.authenticates
    ? (
        await signSyncToken(
          {
            canvasId: room.canvasId,
            role: "editor",
            actorId: user.id,
            actorKind: user.kind,
            name: user.name,
            colorIndex,
          },
          room.secret,
        )
      ).token
    : "";

  const joined = Promise.withResolvers<void>();
  const presenceSentAt: number[] = [];
  const editSentAt: number[] = [];
  const acknowledgedAt: number[] = [];
  let speaksDelta = false;
  let isJoined = false;
  let openSteps = 0;
  let refusedCount = 0;
  let editBytes = 0;
  let lostWith: number | undefined;
  let isLeaving = false;

  const send = (type: number, write: (encoder: encoding.Encoder) => void): void =>
    wire.send(encodeMessage(dialect, documentName, type, write));
  const sendSync = (kind: number, bytes: Uint8Array): void =>
    send(MESSAGE.sync, (encoder) => {
      encoding.writeVarUint(encoder, kind);
      encoding.writeVarUint8Array(encoder, bytes);
    });

  const settle = (): void => {
    isJoined = true;
    if (!options.hear) wire.keepUpToBytes = dialect.acknowledges ? STATUS_BYTES : 0;
    joined.resolve();
  };
  const hear = (type: number, decoder: decoding.Decoder): void => {
    if (type === MESSAGE.syncStatus) {
      if (decoding.readVarUint(decoder) !== 1) refusedCount += 1;
      // The first answers the SyncStep2 of the join.
      else if (openSteps > 0) openSteps -= 1;
      else acknowledgedAt.push(performance.now());
      return;
    }
    if (type === MESSAGE.sync || type === MESSAGE.syncReply) {
      const kind = decoding.peekVarUint(decoder);
      if (kind === SYNC_STEP_1) {
        openSteps += dialect.acknowledges ? 1 : 0;
        sendSync(SYNC_STEP_2, EMPTY_UPDATE);
        return;
      }
      options.hear?.(type, decoder);
      if (kind === SYNC_STEP_2 && !isJoined) settle();
      return;
    }
    options.hear?.(type, decoder);
  };

  const wire = openWireSocket(
    {
      port: room.port,
      path: dialect.namesDocument ? "/sync" : `/${room.canvasId}`,
      subprotocols: options.wantsDelta ? [PRESENCE_SUBPROTOCOL, SUBPROTOCOL] : [],
    },
    {
      open: (subprotocol) => {
        speaksDelta = subprotocol === PRESENCE_SUBPROTOCOL;
        if (dialect.authenticates)
          send(MESSAGE.auth, (encoder) => {
            encoding.writeVarUint(encoder, 0);
            encoding.writeVarString(encoder, token);
          });
        if (dialect.keepsDocument) sendSync(SYNC_STEP_1, EMPTY_STATE_VECTOR);
        else settle();
      },
      message: (payload) => decodeMessages(dialect, payload, hear),
      close: (code) => {
        if (!isLeaving) lostWith = code;
        joined.reject(new Error(`closed with ${code} before the join was over`));
      },
    },
  );

  const sendUpdate = (update: Uint8Array): void => {
    editBytes += update.length;
    editSentAt.push(performance.now());
    sendSync(SYNC_UPDATE, update);
  };
  const edit = options.seed ? openEditor(options.seed, options, sendUpdate) : () => undefined;

  const peer: Peer = {
    clientId: options.clientId,
    get joinedMs() {
      return joinedMs;
    },
    get speaksDelta() {
      return speaksDelta;
    },
    wire,
    presenceSentAt,
    editSentAt,
    acknowledgedAt,
    lostWith: () => lostWith,
    refusedCount: () => refusedCount,
    editBytes: () => editBytes,
    edit,
    sendUpdate,
    sendPresence: () => {
      const sample = presenceSentAt.length;
      const cursor = { x: FIRST_CURSOR_X + sample, y: options.index % 1000 };
      const state = JSON.stringify({ user: { ...user, colorIndex }, cursor });
      presenceSentAt.push(performance.now());
      send(MESSAGE.presence, (encoder) => {
        const entry = encoding.createEncoder();
        encoding.writeVarUint(entry, 1);
        encoding.writeVarUint(entry, options.clientId);
        encoding.writeVarUint(entry, sample + 1);
        encoding.writeVarString(entry, state);
        encoding.writeVarUint8Array(encoder, encoding.toUint8Array(entry));
      });
    },
    close: () => {
      isLeaving = true;
      wire.close();
    },
  };

  const deadline = setTimeout(
    () => joined.reject(new Error("did not join in time")),
    Math.max(0, startedAt + deadlineMs - performance.now()),
  );
  try {
    await joined.promise;
  } catch (error) {
    peer.close();
    throw error;
  } finally {
    clearTimeout(deadline);
  }
  const joinedMs = performance.now() - startedAt;
  return peer;
};
