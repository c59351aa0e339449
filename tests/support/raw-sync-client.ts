import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import WebSocket from "ws";
import { documentNameOf } from "@backlot/shared/protocol/document-name";

export interface RawSyncClient {
  ws: WebSocket;
  /** SyncStatus answers in the order of their arrival: 1 = saved, 0 = refused. */
  statuses: number[];
  /** Message types heard, in order; Sync messages as "sync-0" (SyncStep1), "sync-1", "sync-2". */
  heard: string[];
  closeCode: number | undefined;
  sendAuth(token: string): void;
  sendSync(syncType: 0 | 1 | 2, payload: Uint8Array): void;
  sendPresence(entries: { clientId: number; clock: number; state: unknown }[]): void;
  sendBytes(bytes: Uint8Array): void;
}

/** Speaks the protocol byte by byte, so that a test can say what no honest client says. */
export const openRawClient = async (
  syncUrl: string,
  canvasId: string,
  options: { origin?: string; documentName?: string; protocols?: string[] } = {},
): Promise<RawSyncClient> => {
  const ws = new WebSocket(
    syncUrl,
    options.protocols ?? [],
    options.origin ? { origin: options.origin } : {},
  );
  const name = options.documentName ?? documentNameOf("canvas", canvasId);
  const frame = (...parts: ((encoder: encoding.Encoder) => void)[]): void => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, name);
    for (const part of parts) part(encoder);
    ws.send(encoding.toUint8Array(encoder));
  };
  const uint = (value: number) => (encoder: encoding.Encoder) => encoding.writeVarUint(encoder, value);
  const text = (value: string) => (encoder: encoding.Encoder) => encoding.writeVarString(encoder, value);
  const bytes = (value: Uint8Array) => (encoder: encoding.Encoder) =>
    encoding.writeVarUint8Array(encoder, value);

  const client: RawSyncClient = {
    ws,
    statuses: [],
    heard: [],
    closeCode: undefined,
    sendAuth: (token) => frame(uint(2), uint(0), text(token)),
    sendSync: (syncType, payload) => frame(uint(0), uint(syncType), bytes(payload)),
    sendPresence: (entries) => {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, entries.length);
      for (const { clientId, clock, state } of entries) {
        encoding.writeVarUint(encoder, clientId);
        encoding.writeVarUint(encoder, clock);
        encoding.writeVarString(encoder, JSON.stringify(state));
      }
      frame(uint(1), bytes(encoding.toUint8Array(encoder)));
    },
    sendBytes: (value) => ws.send(value),
  };
  ws.on("message", (data: Buffer) => {
    const decoder = decoding.createDecoder(new Uint8Array(data));
    decoding.readVarString(decoder);
    const type = decoding.readVarUint(decoder);
    if (type === 0) client.heard.push(`sync-${decoding.readVarUint(decoder)}`);
    else client.heard.push(String(type));
    if (type === 8) client.statuses.push(decoding.readVarUint(decoder));
  });
  ws.on("close", (code) => (client.closeCode = code));
  await new Promise<void>((resolve, reject) => {
    ws.once("open", resolve);
    ws.once("error", reject);
  });
  ws.on("error", () => undefined);
  return client;
};
