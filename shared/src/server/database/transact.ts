import { setTimeout as wait } from "node:timers/promises";
import type { Transaction } from "kysely";
import { isSerializationFailure } from "./failures.ts";
import type { Records } from "./records.ts";
import type { RecordsTables } from "./tables.ts";

const RETRY_DEADLINE_MS = 10_000;
const FIRST_BACKOFF_MS = 2;
const MAX_BACKOFF_MS = 100;

/**
 * A transaction over the records that runs as if it were alone: SQLite lets one write at a time, PostgreSQL finds out at
 * the end that it was not so and takes it back. Then `work` is called again: whatever it does outside of the database
 * must be thrown away with its answer.
 */
export const transact = async <T>(
  records: Records,
  work: (trx: Transaction<RecordsTables>) => Promise<T>,
): Promise<T> => {
  const deadline = performance.now() + RETRY_DEADLINE_MS;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await records.transaction().setIsolationLevel("serializable").execute(work);
    } catch (error) {
      if (!isSerializationFailure(error) || performance.now() > deadline) throw error;
      // Apart by chance, so that two that took each other back do not meet again.
      await wait(Math.random() * Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** attempt));
    }
  }
};
