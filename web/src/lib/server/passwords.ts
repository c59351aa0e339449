import { hash, verify } from "@node-rs/argon2";

/** argon2id with 64 MiB, 3 passes, 1 lane: about 100 ms of one core. */
const ARGON2_OPTIONS = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;
/** Sign-ins at once; each holds 64 MiB, so a flood of them must wait in line instead of eating the memory. */
const MAX_HASHES_AT_ONCE = 2;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Exactly as typed. Without a stored hash a dummy is verified, so that an unknown email takes as long as a known one. */
  verify(storedHash: string | undefined, password: string): Promise<boolean>;
}

export const createPasswords = (): Passwords => {
  const inTurn = createTurns(MAX_HASHES_AT_ONCE);
  let dummy: Promise<string> | undefined;
  return {
    hash: (password) => inTurn(() => hash(password, ARGON2_OPTIONS)),
    verify: (storedHash, password) =>
      inTurn(async () => {
        if (storedHash !== undefined) return verify(storedHash, password);
        dummy ??= hash("the password of nobody", ARGON2_OPTIONS);
        await verify(await dummy, password);
        return false;
      }),
  };
};

const createTurns = (places: number): (<T>(work: () => Promise<T>) => Promise<T>) => {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
};
