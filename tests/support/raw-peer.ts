import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

const SYNC = 0;
const AUTH = 2;
const SYNC_STATUS = 8;
const AUTH_TOKEN = 0;
const AUTH_DENIED = 1;
const AUTH_OK = 2;

/**
 * A peer that speaks the wire by hand, so that a test knows exactly which update was acknowledged: the server answers
 * each update with one SyncStatus, in order.
 */
export interface RawPeer {
  readonly doc: Y.Doc;
  /** Resolves when the server's state has arrived. */
  readonly synced: Promise<void>;
  /** Runs the change in one transaction; resolves when its update is acknowledged, rejects when the connection ends first. */
  write(change: (doc: Y.Doc) => void): Promise<void>;
  readonly closed: Promise<{ code: number }>;
  close(): void;
}

export const openRawPeer = (syncUrl: string, token: string, documentName: string): RawPeer => {
  const doc = new Y.Doc();
  const socket = new WebSocket(syncUrl);
  const unacknowledged: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const synced = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<{ code: number }>();
  synced.promise.catch(() => undefined);

  const frame = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, documentName);
    encoding.writeVarUint(encoder, type);
    write(encoder);
    return encoding.toUint8Array(encoder);
  };

  socket.on("open", () => {
    socket.send(
      frame(AUTH, (encoder) => {
        encoding.writeVarUint(encoder, AUTH_TOKEN);
        encoding.writeVarString(encoder, token);
      }),
    );
  });
  socket.on("message", (data: Buffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === AUTH) {
      const verdict = decoding.readVarUint(decoder);
      if (verdict === AUTH_OK) socket.send(frame(SYNC, (encoder) => sync.writeSyncStep1(encoder, doc)));
      if (verdict === AUTH_DENIED) socket.close();
    } else if (type === SYNC_STATUS) {
      const waiting = unacknowledged.shift();
      if (decoding.readVarUint(decoder) === 1) waiting?.resolve();
      else waiting?.reject(new Error("The server refused the update"));
    } else if (type === SYNC || type === 4) {
      const kind = decoding.peekVarUint(decoder);
      if (kind === sync.messageYjsSyncStep1) {
        // Our state has only what we sent as updates; answering would need one more acknowledgement.
        return;
      }
      sync.readSyncMessage(decoder, encoding.createEncoder(), doc, "remote");
      if (kind === sync.messageYjsSyncStep2) synced.resolve();
    }
  });
  const end = (code: number): void => {
    const error = new Error(`The connection ended with ${code}`);
    synced.reject(error);
    for (const waiting of unacknowledged.splice(0)) waiting.reject(error);
    closed.resolve({ code });
  };
  socket.on("close", end);
  socket.on("error", () => undefined);

  return {
    doc,
    synced: synced.promise,
    closed: closed.promise,
    close: () => socket.terminate(),
    write(change) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const before = Y.encodeStateVector(doc);
      doc.transact(() => change(doc), "local");
      const update = Y.encodeStateAsUpdate(doc, before);
      if (socket.readyState !== WebSocket.OPEN) {
        reject(new Error("The connection is closed"));
        return promise;
      }
      unacknowledged.push({ resolve, reject });
      socket.send(frame(SYNC, (encoder) => sync.writeUpdate(encoder, update)));
      return promise;
    },
  };
};
