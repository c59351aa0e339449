import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { addressKeyOf } from "@backlot/shared/server/client-address";

export type Allowance = { ok: true } | { ok: false; retryAfterSeconds: number };

export interface RateLimits {
  read(actorKey: string): Promise<Allowance>;
  write(actorKey: string): Promise<Allowance>;
  /** All guests of an address together, besides what each of them may. */
  guests(address: string): Promise<Allowance>;
  /** A browser that opens a link for the first time. */
  newGuest(address: string): Promise<Allowance>;
  signUp(address: string): Promise<Allowance>;
  /** Before a password is looked at: has this account or address failed too often? */
  signIn(email: string, address: string): Promise<Allowance>;
  signInFailed(email: string, address: string): Promise<void>;
  signInSucceeded(email: string): Promise<void>;
}

/** Failures in a row an account has free; each further one doubles the wait, up to a quarter of an hour. */
const FREE_FAILURES = 5;
const LONGEST_WAIT_SECONDS = 900;
const ADDRESS_FAILURES_PER_MINUTE = 20;

/** In the memory of this process: with several web processes each counts by itself. */
export const createRateLimits = (): RateLimits => {
  const reads = new RateLimiterMemory({ points: 200, duration: 1 });
  const writes = new RateLimiterMemory({ points: 50, duration: 1 });
  const guests = new RateLimiterMemory({ points: 1_000, duration: 1 });
  // A whole screening room may open a link behind one address.
  const newGuests = new RateLimiterMemory({ points: 120, duration: 60 });
  const signUps = new RateLimiterMemory({ points: 30, duration: 60 });
  const accountFailures = new RateLimiterMemory({
    points: Number.MAX_SAFE_INTEGER,
    duration: LONGEST_WAIT_SECONDS,
  });
  const accountWaits = new RateLimiterMemory({ points: 1, duration: LONGEST_WAIT_SECONDS });
  const addressFailures = new RateLimiterMemory({ points: ADDRESS_FAILURES_PER_MINUTE, duration: 60 });

  return {
    read: (actorKey) => consume(reads, actorKey),
    write: (actorKey) => consume(writes, actorKey),
    guests: (address) => consume(guests, addressKeyOf(address)),
    newGuest: (address) => consume(newGuests, addressKeyOf(address)),
    signUp: (address) => consume(signUps, addressKeyOf(address)),
    signIn: async (email, address) => {
      const wait = await accountWaits.get(email);
      if (wait && wait.remainingPoints <= 0) return refusal(wait);
      const failures = await addressFailures.get(addressKeyOf(address));
      return failures && failures.remainingPoints <= 0 ? refusal(failures) : { ok: true };
    },
    signInFailed: async (email, address) => {
      await consume(addressFailures, addressKeyOf(address));
      const { consumedPoints } = await accountFailures.consume(email);
      if (consumedPoints < FREE_FAILURES) return;
      await accountWaits.block(email, Math.min(LONGEST_WAIT_SECONDS, 2 ** (consumedPoints - FREE_FAILURES)));
    },
    signInSucceeded: async (email) => {
      await Promise.all([accountFailures.delete(email), accountWaits.delete(email)]);
    },
  };
};

const refusal = (state: RateLimiterRes): Allowance => ({
  ok: false,
  retryAfterSeconds: Math.max(1, Math.ceil(state.msBeforeNext / 1000)),
});

const consume = async (limiter: RateLimiterMemory, key: string): Promise<Allowance> => {
  try {
    await limiter.consume(key);
    return { ok: true };
  } catch (state) {
    if (state instanceof RateLimiterRes) return refusal(state);
    throw state;
  }
};
