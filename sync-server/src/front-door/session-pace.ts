import type { CloseReason } from "@backlot/shared/protocol/close-codes";

const MAX_ADDRESSES = 16;
const MAX_SESSIONS_OF_ONE_DOCUMENT = 4;
const BURST = 5;
const INTERVAL_MS = 2_000;

/**
 * What one socket may ask for. A SyncStep1 of a few bytes is answered with the whole document, so each session has a
 * small burst and then one answer per interval; of those that wait only the newest counts, for it says the same.
 */
export interface SessionPace {
  /** Before anything is kept for an address; addresses count for the life of the socket. */
  open(address: string): CloseReason | undefined;
  /** Calls `answer` now, or when the time has come. */
  requestState(address: string, answer: () => void): void;
  stop(): void;
}

interface Session {
  /** When the burst is full again; each answer moves it on by one interval. */
  fullAt: number;
  waiting: (() => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

export const createSessionPace = (): SessionPace => {
  const sessions = new Map<string, Session>();
  const countByDocument = new Map<string, number>();

  const answerNow = (session: Session, answer: () => void): void => {
    session.fullAt = Math.max(session.fullAt, performance.now()) + INTERVAL_MS;
    answer();
  };

  return {
    open: (address) => {
      if (sessions.has(address)) return undefined;
      const document = documentOf(address);
      const count = countByDocument.get(document) ?? 0;
      if (sessions.size >= MAX_ADDRESSES || count >= MAX_SESSIONS_OF_ONE_DOCUMENT) return "rateLimited";
      countByDocument.set(document, count + 1);
      sessions.set(address, { fullAt: 0, waiting: undefined, timer: undefined });
      return undefined;
    },
    requestState: (address, answer) => {
      const session = sessions.get(address);
      if (!session) throw new Error("A session must be opened before it asks for a state");
      const waitMs = session.fullAt - performance.now() - (BURST - 1) * INTERVAL_MS;
      if (waitMs <= 0 && !session.timer) {
        answerNow(session, answer);
        return;
      }
      session.waiting = answer;
      session.timer ??= setTimeout(() => {
        const { waiting } = session;
        session.timer = undefined;
        session.waiting = undefined;
        if (waiting) answerNow(session, waiting);
      }, waitMs);
    },
    stop: () => {
      for (const { timer } of sessions.values()) clearTimeout(timer);
      sessions.clear();
    },
  };
};

/** Hocuspocus puts the id of a session behind the document's name and a zero. */
export const documentOf = (address: string): string => address.split("\0", 1)[0] ?? "";
