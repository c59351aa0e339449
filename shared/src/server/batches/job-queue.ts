import type { Logger } from "../logger.ts";
import type { RedisAddress } from "../redis-address.ts";
import { openTicketList, type JobTicket, type QueueHealth } from "./ticket-list.ts";

/**
 * Only moves work: the rows say what is to be done, a lost or doubled ticket does no harm. Nothing here rejects because
 * of Redis; errors are logged.
 */
export interface JobQueue {
  /** False when Redis did not take them in time; the worker's reconciler enqueues those rows later. */
  enqueue(tickets: readonly JobTicket[]): Promise<boolean>;
  /** May call either handler more often than there is work. */
  work(work: QueueWork): void;
  /** Of the tickets, arrivals left out. */
  health(): Promise<QueueHealth>;
  /** Takes no more tickets and waits up to `drainMs` for handlers. Tickets can still be put in. */
  stopWork(drainMs: number): Promise<void>;
  close(): Promise<void>;
}

interface QueueWork {
  concurrency: number;
  /** For each ticket, at most `concurrency` at once. */
  onTicket: () => Promise<void>;
  /**
   * Once whenever tickets are put in, one at a time, however many tickets wait: thousands of them do not hide that
   * somebody else has come.
   */
  onArrival: () => Promise<void>;
}

export const createJobQueue = ({
  redis,
  prefix = "backlot",
  logger,
}: {
  redis: RedisAddress;
  prefix?: string;
  logger: Logger;
}): JobQueue => {
  const tickets = openTicketList({ name: "jobs", redis, prefix, logger });
  const arrivals = openTicketList({ name: "arrivals", redis, prefix, logger });
  return {
    async enqueue(added) {
      if (!(await tickets.enqueue(added))) return false;
      await arrivals.enqueue(added.slice(0, 1));
      return true;
    },
    work({ concurrency, onTicket, onArrival }) {
      tickets.work(concurrency, onTicket);
      arrivals.work(1, onArrival);
    },
    health: () => tickets.health(),
    async stopWork(drainMs) {
      await Promise.all([tickets.stopWork(drainMs), arrivals.stopWork(drainMs)]);
    },
    async close() {
      await Promise.all([tickets.close(), arrivals.close()]);
    },
  };
};
