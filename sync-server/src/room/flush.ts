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
    const frames: Buffer[] = [];
    const status = wire.status(true);
    if (status) for (let left = session.unansweredSaves; left > 0; left--) frames.push(status);
    session.unansweredSaves = 0;

    const { takesPresence } = socket;
    const isBehind = session.missesPresence;
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
  const made = new Map<string, Buffer | undefined>();
  const make: MakeShared = ({ wire, presenceFormat, isReading }, withPresence) => {
    const parts: Buffer[] = [];
    if (isReading) for (const update of updates) parts.push(wire.update(update));
    if (presence && withPresence) parts.push(wire.presence(presenceFormat, presence.encode(presenceFormat)));
    return parts.length > 1 ? Buffer.concat(parts) : parts[0];
  };
  return (session, withPresence) => {
    if (updates.length === 0 && !presence) return undefined;
    const { wire, presenceFormat, isReading } = session;
    const key = `${presenceFormat}${Number(isReading)}${Number(withPresence)}${wire.key}`;
    if (!made.has(key)) made.set(key, make(session, withPresence));
    return made.get(key);
  };
};
