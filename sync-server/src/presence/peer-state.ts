import type { PresenceUser } from "@backlot/shared/presence/presence-state";
import type { StateValue } from "@backlot/shared/presence/wire/presence-format";

/** What a peer says of itself, identity already pinned. Written as JSON only when somebody needs it so. */
export class PeerState {
  readonly value: StateValue;
  #json: string | undefined;

  constructor(value: StateValue) {
    this.value = value;
  }

  get json(): string {
    this.#json ??= JSON.stringify(this.value);
    return this.#json;
  }
}

/** `undefined` = not the JSON of an object. */
export const parsePeerState = (json: string): PeerState | undefined => {
  try {
    const value: unknown = JSON.parse(json);
    return isObject(value) ? new PeerState(value) : undefined;
  } catch {
    return undefined;
  }
};

/** The same with the identity of the token in place of what the peer claims. */
export const parsePinned = (bytes: Uint8Array, user: PresenceUser): PeerState | undefined => {
  const state = parsePeerState(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString());
  if (state) state.value["user"] = user;
  return state;
};

/** Whose presence another node has pinned there. */
export const actorOf = (state: PeerState): string | undefined => {
  const user = state.value["user"];
  return isObject(user) && typeof user["id"] === "string" ? user["id"] : undefined;
};

const isObject = (value: unknown): value is StateValue =>
  typeof value === "object" && value !== null && !Array.isArray(value);
