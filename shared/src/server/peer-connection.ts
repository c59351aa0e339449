import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import * as decoding from "lib0/decoding";
import WebSocket from "ws";
import { openCanvasDocument } from "../canvas/document.ts";
import { createYDoc } from "../canvas/y-doc.ts";
import { documentNameOf } from "../protocol/document-name.ts";
import { colorIndexOf, signSyncToken } from "../protocol/sync-token.ts";
import type { CanvasPeer, CanvasPeersParts } from "./canvas-peer.ts";

export interface PeerConnection {
  readonly peer: CanvasPeer;
  synced(): Promise<void>;
  /** Nothing more can come of it: a new one has to be opened. */
  wasRefused(): boolean;
  close(): void;
}

const SYNC_DEADLINE_MS = 10_000;
const SAVE_DEADLINE_MS = 30_000;
const MAX_RECONNECT_DELAY_MS = 2_000;
const [SYNC, SYNC_REPLY, SYNC_STATUS] = [0, 4, 8];
const [SYNC_STEP_1, SYNC_STEP_2] = [0, 1];

/**
 * One canvas, one WebSocket. What is saved is counted at the socket itself: the server answers each update and each
 * SyncStep2 with exactly one status. The provider's own `unsyncedChanges` clips at zero and may say "saved" too early.
 */
export const openPeerConnection = (canvasId: string, parts: CanvasPeersParts): PeerConnection => {
  const doc = createYDoc();
  const { CountingWebSocket, ledger } = createSaveLedger();
  const socket = new HocuspocusProviderWebsocket({
    url: parts.syncUrl,
    WebSocketPolyfill: CountingWebSocket,
    delay: 100,
    minDelay: 50,
    maxDelay: MAX_RECONNECT_DELAY_MS,
  });
  let denial: string | undefined;
  const provider = new HocuspocusProvider({
    websocketProvider: socket,
    name: documentNameOf("canvas", canvasId),
    document: doc,
    token: async () => (await signSyncToken(grantOf(canvasId, parts), parts.secret)).token,
    onAuthenticationFailed: ({ reason }) => {
      parts.logger.warn({ canvasId, reason }, "peer-refused");
      denial = reason;
      ledger.tell();
    },
  });
  provider.attach();
  // Quiet until there is something to say: presence of a peer that does nothing is noise.
  provider.awareness?.setLocalState(null);

  const isSaved = (): boolean => provider.isSynced && ledger.isSettled();
  const waitUntil = (isReached: () => boolean, deadlineMs: number, failure: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => end(new Error(`${failure} (canvas ${canvasId}, ${parts.syncUrl})`)),
        deadlineMs,
      );
      const check = (): void => {
        if (denial !== undefined) end(new Error(`The sync-server refused canvas ${canvasId}: ${denial}`));
        else if (ledger.wasRefused())
          end(new Error(`The sync-server refused a change of canvas ${canvasId}`));
        else if (isReached()) end();
      };
      const end = (error?: Error): void => {
        clearTimeout(deadline);
        provider.off("synced", check);
        ledger.off(check);
        if (error) reject(error);
        else resolve();
      };
      provider.on("synced", check);
      ledger.on(check);
      check();
    });

  return {
    peer: {
      canvas: openCanvasDocument(doc),
      setPresence: (state) => {
        const { awareness } = provider;
        awareness?.setLocalState(state && { ...awareness.getLocalState(), ...state });
      },
      saved: () =>
        waitUntil(isSaved, SAVE_DEADLINE_MS, "The sync-server did not acknowledge the changes in time"),
    },
    synced: () =>
      waitUntil(
        () => provider.isSynced,
        parts.syncDeadlineMs ?? SYNC_DEADLINE_MS,
        "The sync-server did not answer in time",
      ),
    wasRefused: () => denial !== undefined || ledger.wasRefused(),
    close: () => {
      provider.destroy();
      socket.destroy();
      doc.destroy();
    },
  };
};

const grantOf = (canvasId: string, { actor }: CanvasPeersParts) => ({
  canvasId,
  role: "editor" as const,
  actorId: actor.id,
  actorKind: actor.kind,
  name: actor.name,
  colorIndex: colorIndexOf(actor.id),
});

/** Counts what went out on the newest socket against the answers that came back on it. */
const createSaveLedger = () => {
  let newest = 0;
  let isOpen = false;
  let outstanding = 0;
  let hasSentState = false;
  let refused = false;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  class CountingWebSocket extends WebSocket {
    readonly #generation = ++newest;

    constructor(address: string) {
      super(address);
      isOpen = false;
      outstanding = 0;
      hasSentState = false;
      this.on("open", () => this.#note(() => (isOpen = true)));
      this.on("close", () => this.#note(() => (isOpen = false)));
      this.on("message", (data: ArrayBuffer | Buffer) =>
        this.#note(() => this.#receive(new Uint8Array(data))),
      );
      // The provider closes a socket that is still connecting after taking its listeners off; ws would then throw.
      this.on("error", () => undefined);
    }

    override send(data: Uint8Array): void {
      this.#note(() => {
        const step = syncStepOf(data);
        if (step === undefined || step === SYNC_STEP_1) return;
        outstanding += 1;
        hasSentState ||= step === SYNC_STEP_2;
      });
      super.send(data);
    }

    #note(change: () => void): void {
      if (this.#generation === newest) change();
    }

    #receive(frame: Uint8Array): void {
      const decoder = decoding.createDecoder(frame);
      decoding.readVarString(decoder);
      if (decoding.readVarUint(decoder) !== SYNC_STATUS) return;
      outstanding -= 1;
      if (decoding.readVarUint(decoder) !== 1) refused = true;
      // After the provider has dealt with the same message.
      queueMicrotask(tell);
    }
  }

  return {
    CountingWebSocket,
    ledger: {
      /** Everything sent is answered, the first SyncStep2 of this connection (all that was written before) included. */
      isSettled: () => isOpen && hasSentState && outstanding === 0,
      wasRefused: () => refused,
      tell,
      on: (listener: () => void) => listeners.add(listener),
      off: (listener: () => void) => listeners.delete(listener),
    },
  };
};

const syncStepOf = (frame: Uint8Array): number | undefined => {
  const decoder = decoding.createDecoder(frame);
  decoding.readVarString(decoder);
  const type = decoding.readVarUint(decoder);
  return type === SYNC || type === SYNC_REPLY ? decoding.readVarUint(decoder) : undefined;
};
