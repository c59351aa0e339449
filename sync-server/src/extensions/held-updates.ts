import type { Connection, Document } from "@hocuspocus/server";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { FRAME_TYPES, SYNC_STEP_1 } from "../front-door/client-frame.ts";
import type { ClientSocket } from "../front-door/client-socket.ts";
import { judgeUpdate } from "../update-check/judge-update.ts";
import type { UpdateFacts } from "../update-check/walk-update.ts";

const MAX_HELD_BYTES = 1024 * 1024;
/** Providers send what was queued offline before the SyncStep2 that holds its predecessors; that may be a lot. */
const MAX_HELD_BYTES_BEFORE_SYNC = 16 * 1024 * 1024;
const ANSWER_DEADLINE_MS = 10_000;

/**
 * Updates of one connection whose predecessors are missing here: neither logged nor applied nor acknowledged until the
 * gap closes. The client is asked for the rest once; without an answer in time it is closed and syncs anew. Yjs must
 * never hold them: it merges all it holds again with each further update.
 */
export class HeldUpdates {
  readonly #connection: Connection;
  readonly #socket: ClientSocket;
  #held: { update: Uint8Array; facts: UpdateFacts }[] = [];
  #bytes = 0;
  #isSkipping = false;
  #hasSynced = false;
  #hasAsked = false;
  #deadline: NodeJS.Timeout | undefined;

  constructor(connection: Connection, socket: ClientSocket) {
    this.#connection = connection;
    this.#socket = socket;
    connection.onClose(() => clearTimeout(this.#deadline));
  }

  hold(update: Uint8Array, facts: UpdateFacts): void {
    this.#isSkipping = true;
    this.#held.push({ update, facts });
    this.#bytes += update.length;
    if (this.#bytes > (this.#hasSynced ? MAX_HELD_BYTES : MAX_HELD_BYTES_BEFORE_SYNC))
      this.#socket.end("tooLarge");
    this.#deadline ??= setTimeout(() => this.#socket.end("storage"), ANSWER_DEADLINE_MS);
  }

  /** The message that was skipped is over: the connection may write again. */
  endSkip(): void {
    if (!this.#isSkipping) return;
    this.#isSkipping = false;
    this.#connection.readOnly = false;
  }

  noteSyncStep2(): void {
    this.#hasSynced = true;
  }

  /** The oldest held update that the document can take now. */
  takeReady(
    document: Document,
  ): { update: Uint8Array; facts: UpdateFacts; verdict: "new" | "duplicate" } | undefined {
    for (const [index, { update, facts }] of this.#held.entries()) {
      const verdict = judgeUpdate(facts, document.store);
      if (verdict === "orphan") continue;
      this.#held.splice(index, 1);
      this.#bytes -= update.length;
      if (this.#held.length === 0) {
        clearTimeout(this.#deadline);
        this.#deadline = undefined;
        this.#hasAsked = false;
      }
      return { update, facts, verdict };
    }
    return undefined;
  }

  acknowledge(): void {
    const encoder = this.#frame();
    encoding.writeVarUint(encoder, FRAME_TYPES.syncStatus);
    encoding.writeVarInt(encoder, 1);
    this.#connection.send(encoding.toUint8Array(encoder));
  }

  /** The handshake asks by itself; later gaps are asked for once. */
  askBack(document: Document): void {
    if (this.#held.length === 0 || !this.#hasSynced || this.#hasAsked) return;
    this.#hasAsked = true;
    const encoder = this.#frame();
    encoding.writeVarUint(encoder, FRAME_TYPES.sync);
    encoding.writeVarUint(encoder, SYNC_STEP_1);
    encoding.writeVarUint8Array(encoder, Y.encodeStateVector(document));
    this.#connection.send(encoding.toUint8Array(encoder));
  }

  #frame(): encoding.Encoder {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, this.#connection.messageAddress);
    return encoder;
  }
}
