import type { CloseReason } from "@backlot/shared/protocol/close-codes";

const BURST = 5;
const INTERVAL_MS = 2_000;
/** A socket that renews 16 tokens every ten minutes is far below; each costs a signature to check. */
const TOKENS = { burst: 64, perSecond: 1 };

export interface SessionBounds {
  maxDocumentsPerSocket: number;
  maxSessionsPerDocument: number;
}

/**
 * What one socket may ask for. A SyncStep1 of a few bytes is answered with the whole document, so each session has a
 * small burst and then one answer per interval; of those that wait only the newest counts, for it says the same.
 */
export interface SessionPace {
  /** Before anything is kept for an address. */
  open(address: string): CloseReason | undefined;
  /** The session is over; its place is free again when it has no answer in advance. */
  close(address: string): void;
  /** Before a token is looked at. */
  checkToken(): CloseReason | undefined;
  /** Calls `answer` now, or when the time has come. */
  requestState(address: string, answer: () => void): void;
  stop(): void;
}

interface Session {
  /** When the burst is full again; each answer moves it on by one interval. */
  fullAt: number;
  isOpen: boolean;
  waiting: (() => void) | undefined;
  timer: NodeJS.Timeout | undefined;
}

export const createSessionPace = (bounds: SessionBounds): SessionPace => {
  const sessions = new Map<string, Session>();
  let tokens = TOKENS.burst;
  let tokensFilledAt = performance.now();

  const answerNow = (session: Session, answer: () => void): void => {
    session.fullAt = Math.max(session.fullAt, performance.now()) + INTERVAL_MS;
    answer();
  };
  /** Opening and closing one document over and over must not buy a new burst each time. */
  const forgetRested = (): void => {
    for (const [address, { isOpen, fullAt }] of sessions)
      if (!isOpen && fullAt <= performance.now()) sessions.delete(address);
  };
  const countSessionsOf = (document: string): number => {
    let count = 0;
    for (const address of sessions.keys()) if (documentOf(address) === document) count += 1;
    return count;
  };

  return {
    open: (address) => {
      const known = sessions.get(address);
      if (known) {
        known.isOpen = true;
        return undefined;
      }
      forgetRested();
      if (
        sessions.size >= bounds.maxDocumentsPerSocket ||
        countSessionsOf(documentOf(address)) >= bounds.maxSessionsPerDocument
      )
        return "tooManyDocuments";
      sessions.set(address, { fullAt: 0, isOpen: true, waiting: undefined, timer: undefined });
      return undefined;
    },
    close: (address) => {
      const session = sessions.get(address);
      if (!session) return;
      session.isOpen = false;
      session.waiting = undefined;
    },
    checkToken: () => {
      const now = performance.now();
      tokens = Math.min(TOKENS.burst, tokens + ((now - tokensFilledAt) / 1000) * TOKENS.perSecond);
      tokensFilledAt = now;
      if (tokens < 1) return "rateLimited";
      tokens -= 1;
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
