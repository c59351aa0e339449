import type { Acknowledgements } from "./counting-socket.ts";

export type SaveKind = "saved" | "saving" | "offline" | "read-only" | "not-saved";

export interface SaveState {
  kind: SaveKind;
  /** Changes made here that the server has not confirmed. */
  count?: number;
}

/** Quick saves do not flicker; a short reconnect is not called offline. */
const SAVING_SHOWN_AFTER_MS = 300;
const OFFLINE_SHOWN_AFTER_MS = 1000;

/**
 * Says only what is true: "saved" needs an open, synced connection on which the server has confirmed everything that
 * was sent, the first SyncStep2 included, and refused nothing.
 */
export class SaveTracker {
  state: SaveState = $state.raw({ kind: "saving" });
  #acks: Acknowledgements = { outstanding: 0, hasSentState: false, refused: 0 };
  #synced = false;
  #readOnly = false;
  #keptOnDevice = false;
  #unsavedChanges = 0;
  #uncleanSinceMs: number | undefined = undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `synced`: the connection is open and holds the server's whole document. */
  setConnection(synced: boolean): void {
    this.#synced = synced;
    this.#settle();
  }

  setAcknowledgements(acks: Acknowledgements): void {
    this.#acks = acks;
    this.#settle();
  }

  setReadOnly(readOnly: boolean): void {
    this.#readOnly = readOnly;
    this.#settle();
  }

  setKeptOnDevice(kept: boolean): void {
    this.#keptOnDevice = kept;
    this.#settle();
  }

  /** Before the change is sent: whether the server has it cannot be judged until the socket has counted the frame. */
  countChange(): void {
    this.#unsavedChanges += 1;
    if (!this.#synced) this.#settle();
  }

  get unsavedChanges(): number {
    return this.#unsavedChanges;
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #settle(): void {
    clearTimeout(this.#timer);
    if (this.#readOnly) return this.#show({ kind: "read-only" });
    const { hasSentState, outstanding, refused } = this.#acks;
    const clean = this.#synced && hasSentState && outstanding === 0 && refused === 0;
    if (clean) {
      this.#unsavedChanges = 0;
      this.#uncleanSinceMs = undefined;
      return this.#show({ kind: "saved" });
    }
    const now = Date.now();
    this.#uncleanSinceMs ??= now;
    const uncleanForMs = now - this.#uncleanSinceMs;
    const count = this.#unsavedChanges;
    const waitMs = this.#synced ? SAVING_SHOWN_AFTER_MS : OFFLINE_SHOWN_AFTER_MS;
    if (uncleanForMs < waitMs) {
      if (!this.#synced) this.#show({ kind: "saving", count });
      this.#timer = setTimeout(() => this.#settle(), waitMs - uncleanForMs);
      return;
    }
    if (this.#synced) return this.#show({ kind: "saving", count });
    this.#show({ kind: this.#keptOnDevice || count === 0 ? "offline" : "not-saved", count });
  }

  #show(next: SaveState): void {
    const { kind, count } = this.state;
    if (kind !== next.kind || count !== next.count) this.state = next;
  }
}
