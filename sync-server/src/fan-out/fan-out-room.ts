import type { Commit } from "../document-store/document-store.ts";
import type { PresenceEntry } from "../presence/room-presence.ts";

/** What the fan-out may ask of a room. */
export interface FanOutRoom {
  /** "canvas/<id>" */
  readonly document: string;
  /**
   * Updates from another node. `isLogged`: they stand in the log this node reads too, there as `commit` where that is
   * known; else the room logs them like a client's.
   */
  receiveUpdates(updates: readonly Uint8Array[], isLogged: boolean, commit?: Commit): void;
  receivePresence(nodeId: string, entries: readonly PresenceEntry[]): void;
  dropPresence(nodeId: string): void;
  /** All presence of this node's own members, for a node that asks. */
  ownPresence(): PresenceEntry[];
  stateVector(): Uint8Array;
  /** Applied (hence durable) state that a peer with this vector lacks. */
  encodeStateSince(stateVector: Uint8Array): Uint8Array;
  /** Reads what the log has beyond what this room has applied; rate-limited and safe to call often. */
  catchUp(): void;
}

/** What one tick of a room brought. `commit` undefined = only presence. */
export interface RoomChanges {
  updates: readonly Uint8Array[];
  commit: Commit | undefined;
  presence: readonly PresenceEntry[];
}
