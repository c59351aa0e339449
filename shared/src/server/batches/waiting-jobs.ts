import { CLAIMABLE_BATCH_STATES, JOB_STEPS } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import type { JobTicket } from "./ticket-list.ts";

/** A due job may stand this long without a worker noticing before a ticket is put in for it again. */
const TICKET_LOST_AFTER_MS = 3_000;

/**
 * Due jobs whose tickets may be lost (Redis was away, flushed or restarted), in no order. Enqueueing one that has a
 * ticket is harmless.
 */
export const findOverdueTickets = async (records: Records, limit: number): Promise<JobTicket[]> => {
  const rows = await selectWaiting(records)
    .select(["jobs.id", "jobs.lease"])
    .where("jobs.due_at", "<", Date.now() - TICKET_LOST_AFTER_MS)
    .limit(limit)
    .execute();
  return rows.map(({ id, lease }) => ({ jobId: id, lease }));
};

/** Jobs that wait for a worker, those of paused batches left out, and how long the oldest of them has been due. */
export const readWaiting = async (records: Records): Promise<{ count: number; oldestMs: number }> => {
  const now = Date.now();
  const waiting = await selectWaiting(records)
    .select(({ fn }) => [fn.countAll<number>().as("count"), fn.min("jobs.due_at").as("oldest")])
    .executeTakeFirst();
  const oldest = waiting?.oldest == null ? now : Number(waiting.oldest);
  return { count: Number(waiting?.count ?? 0), oldestMs: Math.max(0, now - oldest) };
};

const selectWaiting = (records: Records) =>
  records
    .selectFrom("jobs")
    .innerJoin("batches", "batches.id", "jobs.batch_id")
    .where("jobs.state", "in", JOB_STEPS.claim.from)
    .where("batches.state", "in", CLAIMABLE_BATCH_STATES);
