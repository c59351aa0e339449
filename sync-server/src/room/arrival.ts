import type { UpdateFacts } from "../update-check/walk-update.ts";
import type { Session } from "./session.ts";

/** A well-formed update on its way into the document. */
export interface Arrival {
  /** A copy of its own: the log, Yjs and the hold outlive the socket's chunk. */
  update: Uint8Array;
  facts: UpdateFacts;
  /** Undefined = from another node. */
  session: Session | undefined;
  /** A SyncStep2 rightly carries what others wrote. */
  isSyncStep2: boolean;
  /** It stands in the log already. */
  isLogged: boolean;
}
