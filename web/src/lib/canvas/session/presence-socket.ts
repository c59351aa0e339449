import { createPresenceTranslator } from "@backlot/shared/presence/presence-translator";
import { PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import { SUBPROTOCOL } from "@backlot/shared/protocol/subprotocols";

/** Browsers fail a connection whose offer of subprotocols got no answer at all; then one attempt goes without an offer. */
const PLAIN_ATTEMPT_EVERY = 6;

/**
 * A WebSocket that asks the server for changes of presence instead of whole states, and hands them to its listeners as the
 * ordinary awareness frames that a stock provider reads. A server that does not speak of changes is simply listened to.
 */
export const createPresenceSocket = (): typeof WebSocket => {
  let failedAttempts = 0;

  return class PresenceSocket extends WebSocket {
    readonly #translate = createPresenceTranslator();
    readonly #wrapped = new Map<unknown, (event: MessageEvent) => void>();
    /** All listeners hear of the same translation: a frame of changes can be read only once. */
    #newest: { event: MessageEvent; translation: MessageEvent | undefined } | undefined;

    constructor(url: string | URL) {
      const isPlain = failedAttempts % PLAIN_ATTEMPT_EVERY === PLAIN_ATTEMPT_EVERY - 1;
      super(url, isPlain ? [] : [PRESENCE_SUBPROTOCOL, SUBPROTOCOL]);
      failedAttempts += 1;
      super.addEventListener("open", () => (failedAttempts = 0));
    }

    override addEventListener(...[type, listener, options]: Parameters<WebSocket["addEventListener"]>): void {
      if (type !== "message") return super.addEventListener(type, listener, options);
      const wrapped = (event: MessageEvent): void => {
        const translation = this.#translationOf(event);
        if (!translation) return;
        if (typeof listener === "function") listener.call(this, translation);
        else listener.handleEvent(translation);
      };
      this.#wrapped.set(listener, wrapped);
      super.addEventListener("message", wrapped, options);
    }

    override removeEventListener(
      ...[type, listener, options]: Parameters<WebSocket["removeEventListener"]>
    ): void {
      const wrapped = type === "message" ? this.#wrapped.get(listener) : undefined;
      if (!wrapped) return super.removeEventListener(type, listener, options);
      this.#wrapped.delete(listener);
      super.removeEventListener("message", wrapped, options);
    }

    #translationOf(event: MessageEvent): MessageEvent | undefined {
      if (this.#newest?.event === event) return this.#newest.translation;
      const translation = this.#translateEvent(event);
      this.#newest = { event, translation };
      return translation;
    }

    #translateEvent(event: MessageEvent): MessageEvent | undefined {
      if (!(event.data instanceof ArrayBuffer)) return event;
      const frame = new Uint8Array(event.data);
      const translated = this.#translate(frame);
      if (translated === frame) return event;
      return translated && new MessageEvent("message", { data: translated.slice().buffer });
    }
  };
};
