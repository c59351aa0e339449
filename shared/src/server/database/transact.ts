import { setTimeout as wait } from "node:timers/promises";
import type { Transaction } from "kysely";
import { DatabaseUnavailable, isSerializationFailure } from "./failures.ts";
import type { Records } from "./records.ts";
import type { RecordsTables } from "./tables.ts";

const DEADLINE_MS = 10_000;
const FIRST_BACKOFF_MS = 2;
const MAX_BACKOFF_MS = 100;

type Work<T> = (trx: Transaction<RecordsTables>) => Promise<T>;

/**
 * A transaction over the records that runs as if it were alone: SQLite lets one write at a time, PostgreSQL finds out at
 * the end that it was not so and takes it back. Then `work` is called again: whatever it does outside of the database
 * must be thrown away with its answer.
 */
export const transact = async <T>(records: Records, work: Work<T>): Promise<T> => {
  const deadline = performance.now() + DEADLINE_MS;
  const leave = await enterLine(records);
  try {
    if (performance.now() > deadline)
      throw new DatabaseUnavailable(`No transaction could begin within ${DEADLINE_MS} ms`);
    return await runUntilAlone(records, work, deadline);
  } finally {
    leave();
  }
};

const runUntilAlone = async <T>(records: Records, work: Work<T>, deadline: number): Promise<T> => {
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

/**
 * The transactions of one process stand in line. Ten runs of one batch all read its jobs, so at once they take each other
 * back again and again: 144 transactions a second then, with waits of seconds, and 290 one after the other.
 */
const lines = new WeakMap<Records, Promise<void>>();

const enterLine = async (records: Records): Promise<() => void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const before = lines.get(records);
  lines.set(records, promise);
  await before;
  return resolve;
};
