export interface StrangerBounds {
  /** Sockets of one address that have not shown a token yet. */
  maxStrangersPerAddress: number;
  maxStrangers: number;
  /** Upgrades of one address that wait for one of those places. */
  maxWaitingPerAddress: number;
  maxWaiting: number;
  maxWaitMs: number;
}

/** A place is kept this long after a stranger who never showed a token: guessing goes at the pace of the places. */
const FAILED_PLACE_MS = 100;

export type StrangerVerdict = "admitted" | "strangers-of-address" | "strangers";

export interface StrangerLimits {
  /**
   * Answers at once or when a place is free. `leave` gives the place, or the wait, back; with `isKnown` the client has
   * shown a valid token.
   */
  enter(
    address: string,
    answer: (verdict: StrangerVerdict, leave: (isKnown: boolean) => void) => void,
  ): (isKnown: boolean) => void;
  stop(): void;
}

interface Visit {
  state: "waiting" | "inside" | "left";
  answer: (verdict: StrangerVerdict) => void;
  deadline?: NodeJS.Timeout;
}

interface Address {
  insideCount: number;
  waiting: Set<Visit>;
}

/**
 * After a restart a thousand honest clients of one office come back in the same second: they wait for each other, which
 * takes each a round trip, instead of being refused. Who opens sockets and says nothing keeps its own address waiting.
 */
export const createStrangerLimits = (bounds: StrangerBounds): StrangerLimits => {
  const addresses = new Map<string, Address>();
  const keptPlaces = new Set<NodeJS.Timeout>();
  let insideCount = 0;
  let waitingCount = 0;

  const hasPlace = (address: Address): boolean =>
    insideCount < bounds.maxStrangers && address.insideCount < bounds.maxStrangersPerAddress;
  const admit = (address: Address, visit: Visit): void => {
    clearTimeout(visit.deadline);
    visit.state = "inside";
    address.insideCount += 1;
    insideCount += 1;
    visit.answer("admitted");
  };
  const stopWaiting = (address: Address, visit: Visit): void => {
    clearTimeout(visit.deadline);
    if (address.waiting.delete(visit)) waitingCount -= 1;
  };
  const forgetIfEmpty = (key: string, address: Address): void => {
    if (address.insideCount === 0 && address.waiting.size === 0) addresses.delete(key);
  };
  const admitWaiting = (key: string, address: Address): void => {
    for (const visit of address.waiting) {
      if (!hasPlace(address)) return;
      stopWaiting(address, visit);
      admit(address, visit);
    }
    forgetIfEmpty(key, address);
  };
  const freePlace = (key: string, address: Address): void => {
    const wasFull = insideCount >= bounds.maxStrangers;
    address.insideCount -= 1;
    insideCount -= 1;
    admitWaiting(key, address);
    if (!wasFull || waitingCount === 0) return;
    for (const [otherKey, other] of addresses) if (other.waiting.size > 0) admitWaiting(otherKey, other);
  };
  const leave = (key: string, address: Address, visit: Visit, isKnown: boolean): void => {
    if (visit.state === "left") return;
    const wasInside = visit.state === "inside";
    visit.state = "left";
    if (!wasInside) {
      stopWaiting(address, visit);
      forgetIfEmpty(key, address);
      return;
    }
    if (isKnown) {
      freePlace(key, address);
      return;
    }
    const kept = setTimeout(() => {
      keptPlaces.delete(kept);
      freePlace(key, address);
    }, FAILED_PLACE_MS);
    keptPlaces.add(kept);
  };

  return {
    enter: (key, answer) => {
      let address = addresses.get(key);
      if (!address) addresses.set(key, (address = { insideCount: 0, waiting: new Set() }));
      const own = address;
      const leaveThis = (isKnown: boolean): void => leave(key, own, visit, isKnown);
      const visit: Visit = { state: "waiting", answer: (verdict) => answer(verdict, leaveThis) };
      const refuse = (verdict: StrangerVerdict): void => {
        visit.state = "left";
        visit.answer(verdict);
      };
      if (hasPlace(own)) admit(own, visit);
      else if (own.waiting.size >= bounds.maxWaitingPerAddress) refuse("strangers-of-address");
      else if (waitingCount >= bounds.maxWaiting) refuse("strangers");
      else {
        own.waiting.add(visit);
        waitingCount += 1;
        visit.deadline = setTimeout(() => {
          const isOwnFault = own.insideCount >= bounds.maxStrangersPerAddress;
          stopWaiting(own, visit);
          forgetIfEmpty(key, own);
          refuse(isOwnFault ? "strangers-of-address" : "strangers");
        }, bounds.maxWaitMs);
      }
      forgetIfEmpty(key, own);
      return leaveThis;
    },
    stop: () => {
      for (const { waiting } of addresses.values()) for (const visit of waiting) clearTimeout(visit.deadline);
      for (const kept of keptPlaces) clearTimeout(kept);
    },
  };
};
