import type { PresenceFormat } from "../presence/room-presence.ts";
import type { Session } from "./session.ts";

export interface Outgoing {
  updates: readonly Uint8Array[];
  presence: { encode(format: PresenceFormat): Uint8Array } | undefined;
}

/**
 * One write per peer: what it saved, what changed, who moved. The bytes of the latter two are made once for all who can
 * be sent the same. A peer that reads slowly goes without presence and is sent all of it when it has caught up.
 */
export const flushTo = (
  sessions: Iterable<Session>,
  outgoing: Outgoing,
  wholePresence: (session: Session) => Uint8Array | undefined,
): void => {
  const makeShared = rememberShared(outgoing);
  for (const session of sessions) {
    const { socket, wire, presenceFormat } = session;
    // Asking a socket is dear where a thousand are asked 60 times a second.
    const takesPresence = (outgoing.presence !== undefined || session.missesPresence) && socket.takesPresence;
    const isBehind = session.missesPresence;
    const frames: Buffer[] = [];
    const status = session.unansweredSaves > 0 ? wire.status(true) : undefined;
    if (status) for (let left = session.unansweredSaves; left > 0; left--) frames.push(status);
    session.unansweredSaves = 0;

    const shared = makeShared(session, takesPresence && !isBehind);
    if (shared) frames.push(shared);
    if (outgoing.presence && !takesPresence) session.missesPresence = true;
    else if (isBehind && takesPresence) {
      session.missesPresence = false;
      const whole = wholePresence(session);
      if (whole) frames.push(wire.presence(presenceFormat, whole));
    }
    if (frames.length > 0) socket.writeFrames(frames);
  }
};

type MakeShared = (session: Session, withPresence: boolean) => Buffer | undefined;

const rememberShared = ({ updates, presence }: Outgoing): MakeShared => {
  const make: MakeShared = ({ wire, presenceFormat, isReading }, withPresence) => {
    const parts: Buffer[] = [];
    if (isReading) for (const update of updates) parts.push(wire.update(update));
    if (presence && withPresence) parts.push(wire.presence(presenceFormat, presence.encode(presenceFormat)));
    return parts.length > 1 ? Buffer.concat(parts) : parts[0];
  };
  if (updates.length === 0 && !presence) return () => undefined;
  const made = [0, 1, 2, 3].map(() => new Map<string, Buffer>());
  return (session, withPresence) => {
    const { audience, isReading } = session;
    const ofKind = made[(isReading ? 2 : 0) + (withPresence ? 1 : 0)]!;
    const known = ofKind.get(audience);
    if (known) return known;
    const shared = make(session, withPresence);
    if (shared) ofKind.set(audience, shared);
    return shared;
  };
};
