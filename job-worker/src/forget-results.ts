import type { Records } from "@backlot/shared/server/database/records";
import { transact } from "@backlot/shared/server/database/transact";

interface ResultBounds {
  /** Since a result was wanted last. */
  maxAgeMs: number;
  maxResults: number;
}

/** Some 60 MB of rows at most. */
const RESULT_BOUNDS: ResultBounds = { maxAgeMs: 90 * 86_400_000, maxResults: 100_000 };

/** Few enough that nobody waits for the lock. */
const ROWS_PER_TRANSACTION = 500;

/**
 * Deletes the stored results that nobody has wanted for long, and the least wanted of those that are too many; answers
 * how many. It costs a later run its reuse and nothing else: takes hold the hashes of their files themselves, and files
 * stay.
 */
export const forgetResults = async (
  records: Records,
  { maxAgeMs, maxResults }: ResultBounds = RESULT_BOUNDS,
): Promise<number> => {
  const firstTooMany = await records
    .selectFrom("function_results")
    .select("used_at")
    .orderBy("used_at", "desc")
    .limit(1)
    .offset(maxResults)
    .executeTakeFirst();
  const lastToGo = Math.max(Date.now() - maxAgeMs, firstTooMany?.used_at ?? 0);
  for (let forgotten = 0; ;) {
    // One that is wanted meanwhile is newer then, and stays.
    const { numDeletedRows } = await transact(records, (trx) =>
      trx
        .deleteFrom("function_results")
        .where("key", "in", (results) =>
          results
            .selectFrom("function_results")
            .select("key")
            .where("used_at", "<=", lastToGo)
            .orderBy("used_at")
            .limit(ROWS_PER_TRANSACTION),
        )
        .executeTakeFirstOrThrow(),
    );
    forgotten += Number(numDeletedRows);
    if (numDeletedRows < ROWS_PER_TRANSACTION) return forgotten;
  }
};
