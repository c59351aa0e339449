import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { CLOSE_CODES, type CloseReason } from "@backlot/shared/protocol/close-codes";
import type { CanvasGrant, GrantAnswer, GrantRefusal } from "./canvas-grant.ts";
import { createCountingSocket, type Acknowledgements } from "./counting-socket.ts";

export type ConnectionState = "connecting" | "connected" | "offline" | GrantRefusal;

/** The server can be reached and does not take what we wrote. */
export type ChangeRefusal = Extract<CloseReason, "documentFull" | "foreignClientId">;

export interface SyncConnectionOptions {
  documentName: string;
  doc: Y.Doc;
  awareness: Awareness;
  requestGrant: () => Promise<GrantAnswer>;
  /** Each grant, the first one before the socket opens: what it resolves to is awaited. */
  onGrant: (grant: CanvasGrant) => Promise<void> | void;
  onAcknowledgements: (acks: Acknowledgements) => void;
  onState: (state: ConnectionState) => void;
  onRefusal: (refusal: ChangeRefusal) => void;
}

const RECONNECT = { delay: 300, minDelay: 300, maxDelay: 5000, factor: 2 };
const GRANT_RETRY_MS = { first: 500, most: 8000 };
const REFUSED_TOKEN_WAIT_MS = 2000;
const REFUSED_CHANGE_WAIT_MS = 10_000;
/** A token this close to its end would be refused on arrival. */
const TOKEN_MARGIN_MS = 20_000;

/**
 * Keeps one document connected. HocuspocusProvider reconnects whatever the close code says, so the codes are read here:
 * 4401 asks for a new token, 4403 and 4404 end the connection for good.
 */
export class SyncConnection {
  readonly #options: SyncConnectionOptions;
  #provider: HocuspocusProvider | undefined;
  #socket: HocuspocusProviderWebsocket | undefined;
  #grant: CanvasGrant | undefined;
  #refusals = 0;
  #ended = false;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #wakeRetry: (() => void) | undefined;

  constructor(options: SyncConnectionOptions) {
    this.#options = options;
    void this.#open();
  }

  /** The transaction origin of what arrives from the server. */
  get origin(): unknown {
    return this.#provider;
  }

  /** Does not wait for the next attempt that is due. */
  tryNow(): void {
    this.#wakeRetry?.();
    if (!this.#ended) void this.#socket?.connect();
  }

  destroy(): void {
    this.#ended = true;
    clearTimeout(this.#retryTimer);
    this.#provider?.destroy();
    this.#socket?.destroy();
  }

  async #open(): Promise<void> {
    const grant = await this.#askUntilAnswered();
    if (!grant || this.#ended) return;
    const { doc, awareness, documentName, onAcknowledgements, onState } = this.#options;
    const socket = new HocuspocusProviderWebsocket({
      url: grant.url,
      WebSocketPolyfill: createCountingSocket(onAcknowledgements),
      ...RECONNECT,
    });
    const provider = new HocuspocusProvider({
      name: documentName,
      document: doc,
      awareness,
      websocketProvider: socket,
      token: () => this.#tokenForSocket(),
    });
    this.#socket = socket;
    this.#provider = provider;
    provider.on("synced", () => {
      this.#refusals = 0;
      if (!this.#ended) onState("connected");
    });
    provider.on("authenticationFailed", () => this.#onTokenRefused());
    provider.on("close", ({ event }: { event: { code: number } }) => this.#onClose(event.code));
    provider.attach();
  }

  async #tokenForSocket(): Promise<string> {
    // Asked while authenticated: the role has changed and the server wants a token that says so.
    const asked = this.#provider?.isAuthenticated === true;
    if (!asked && this.#grant && Date.parse(this.#grant.expiresAt) - Date.now() > TOKEN_MARGIN_MS) {
      return this.#grant.token;
    }
    const grant = await this.#askUntilAnswered();
    return grant?.token ?? "";
  }

  /** `undefined` when the answer was a refusal; the connection has then ended. */
  async #askUntilAnswered(): Promise<CanvasGrant | undefined> {
    for (
      let waitMs = GRANT_RETRY_MS.first;
      !this.#ended;
      waitMs = Math.min(waitMs * 2, GRANT_RETRY_MS.most)
    ) {
      const answer = await this.#options.requestGrant();
      if (this.#ended) return undefined;
      if (answer.ok) {
        this.#grant = answer.grant;
        await this.#options.onGrant(answer.grant);
        return answer.grant;
      }
      if (answer.reason !== "unreachable") {
        this.#end(this.#grant && answer.reason === "not-found" ? "revoked" : answer.reason);
        return undefined;
      }
      this.#options.onState("offline");
      await this.#wait(waitMs);
    }
    return undefined;
  }

  #onClose(code: number): void {
    forgetOthers(this.#options.awareness);
    if (this.#ended) return;
    if (code === CLOSE_CODES.revoked.code) return this.#end("revoked");
    if (code === CLOSE_CODES.unknownDocument.code) return this.#end("not-found");
    this.#options.onState("offline");
    if (code === CLOSE_CODES.denied.code) this.#onTokenRefused();
    for (const refusal of ["documentFull", "foreignClientId"] as const)
      if (code === CLOSE_CODES[refusal].code) this.#onChangeRefused(refusal);
  }

  /** The same state would be refused as often as the provider sends it; a deletion in between may help. */
  #onChangeRefused(refusal: ChangeRefusal): void {
    this.#options.onRefusal(refusal);
    this.#retryIn(REFUSED_CHANGE_WAIT_MS);
  }

  #onTokenRefused(): void {
    // Told twice per socket: by the refusal itself and by the close code.
    if (!this.#grant) return;
    this.#grant = undefined;
    this.#refusals += 1;
    if (this.#refusals < 2 || this.#ended) return;
    // The provider would come back three times a second with a token that is refused each time.
    this.#retryIn(REFUSED_TOKEN_WAIT_MS * this.#refusals);
  }

  #retryIn(waitMs: number): void {
    this.#socket?.disconnect();
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.tryNow(), waitMs);
  }

  #end(reason: GrantRefusal): void {
    this.#ended = true;
    this.#socket?.disconnect();
    this.#options.onState(reason);
  }

  async #wait(waitMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wakeRetry = resolve;
      this.#retryTimer = setTimeout(resolve, waitMs);
    });
  }
}

/**
 * The provider takes the others away when the connection ends, but leaves their clocks: those who keep still would come back
 * with the clock they had, as no news, and stay unseen until they move.
 */
const forgetOthers = (awareness: Awareness): void => {
  for (const clientId of awareness.meta.keys()) {
    if (clientId !== awareness.clientID) awareness.meta.delete(clientId);
  }
};
