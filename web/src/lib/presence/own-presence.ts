import type { Awareness } from "y-protocols/awareness";
import { MAX_PRESENCE_IDS, type PresenceState } from "@backlot/shared/presence/presence-state";

/** Cursor and drag are smooth at 20 a second; more would only cost everyone. */
const SEND_EVERY_MS = 50;

/** What we say of ourselves: the newest of each field, at most once per interval. */
export class OwnPresence {
  readonly #awareness: Awareness;
  #pending: Partial<PresenceState> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lastSentMs = 0;

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
  }

  set(fields: Partial<PresenceState>): void {
    this.#pending = { ...this.#pending, ...fields };
    if (this.#timer !== undefined) return;
    const dueInMs = Math.max(0, this.#lastSentMs + SEND_EVERY_MS - Date.now());
    this.#timer = setTimeout(() => this.#send(), dueInMs);
  }

  setSelection(ids: readonly string[]): void {
    this.set({ selection: { ids: ids.slice(0, MAX_PRESENCE_IDS), count: ids.length } });
  }

  setDrag(ids: readonly string[], dx: number, dy: number): void {
    this.set({ drag: { ids: ids.slice(0, MAX_PRESENCE_IDS), dx: Math.round(dx), dy: Math.round(dy) } });
  }

  destroy(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    this.#timer = undefined;
    this.#lastSentMs = Date.now();
    this.#awareness.setLocalState({ ...this.#awareness.getLocalState(), ...this.#pending });
    this.#pending = {};
  }
}
