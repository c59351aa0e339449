import { createRequire } from "node:module";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import BeeQueue from "bee-queue";
import { isUnavailable } from "../database/failures.ts";
import type { Logger } from "../logger.ts";
import type { RedisAddress } from "../redis-address.ts";

/** bee-queue's own script cache, which it fills once per process: a restarted Redis knows no script of ours. */
const lua = createRequire(import.meta.url)("bee-queue/lib/lua") as {
  buildCache(client: unknown): Promise<unknown>;
};

const ANSWER_DEADLINE_MS = 1_500;
const RECONNECT_MAX_MS = 1_000;
const STALL_INTERVAL_MS = 5_000;
const CHECK_INTERVAL_MS = 2_500;
const CLOSE_DEADLINE_MS = 500;
const IDLE_CHECKS_BEFORE_REOPEN = 3;

/**
 * Says "there is work", once for each run that is due: which job is run is decided by whoever takes the ticket. It is
 * named after a job and its lease, so that the same need is not said twice.
 */
export interface JobTicket {
  jobId: string;
  lease: number;
}

export interface QueueHealth {
  reachable: boolean;
  waiting: number;
  active: number;
}

/** One list of tickets: bee-queue behind a port. Nothing here rejects because of Redis; errors are logged. */
export interface TicketList {
  /** False when Redis did not take them in time. */
  enqueue(tickets: readonly JobTicket[]): Promise<boolean>;
  /** Calls the handler for each ticket, at most `concurrency` at once. */
  work(concurrency: number, handler: () => Promise<void>): void;
  health(): Promise<QueueHealth>;
  /** Takes no more tickets and waits up to `drainMs` for handlers. Tickets can still be put in. */
  stopWork(drainMs: number): Promise<void>;
  close(): Promise<void>;
}

interface ListParts {
  name: string;
  redis: RedisAddress;
  prefix: string;
  logger: Logger;
}

export const openTicketList = (parts: ListParts): TicketList => {
  const { logger } = parts;
  const openQueue = (isWorker: boolean): BeeQueue => openBeeQueue(parts, isWorker);
  const sender = openQueue(false);
  let worker: BeeQueue | undefined;
  let checks: NodeJS.Timeout | undefined;

  const health = async (): Promise<QueueHealth> => {
    try {
      const { waiting, active } = await answerInTime(sender.checkHealth());
      return { reachable: true, waiting, active };
    } catch {
      // Unreachable is an answer here; the connection's own errors are already in the log.
      return { reachable: false, waiting: 0, active: 0 };
    }
  };

  return {
    async enqueue(tickets) {
      try {
        await answerInTime(saveTickets(sender, tickets));
        return true;
      } catch (error) {
        logger.warn({ err: error, tickets: tickets.length }, "enqueue-failed");
        return false;
      }
    },
    work(concurrency, handler) {
      let running = 0;
      let idleChecks = 0;
      const runTicket = async (): Promise<void> => {
        running += 1;
        try {
          await handler();
        } catch (error) {
          // With the database away each ticket would say so; their rows wait for it and get new ones.
          const level = isUnavailable(error) ? "debug" : "error";
          logger[level]({ err: error }, "job-handler-failed");
        } finally {
          running -= 1;
        }
      };
      const startWorker = (): void => {
        worker = openQueue(true);
        worker.process(concurrency, runTicket);
      };
      startWorker();
      const check = async (): Promise<void> => {
        if (worker) await checkStalled(worker);
        const { waiting } = await health();
        idleChecks = waiting > 0 && running === 0 ? idleChecks + 1 : 0;
        if (idleChecks < IDLE_CHECKS_BEFORE_REOPEN) return;
        // bee-queue's loop never starts when Redis fails in the moment of its first command.
        idleChecks = 0;
        logger.warn({ list: parts.name, waiting }, "queue-reopened");
        worker?.close(1).catch(() => undefined);
        startWorker();
      };
      checks = setInterval(() => {
        check().catch((error: unknown) => logger.warn({ err: error }, "queue-check-failed"));
      }, CHECK_INTERVAL_MS);
    },
    health,
    async stopWork(drainMs) {
      clearInterval(checks);
      const stopping = worker;
      worker = undefined;
      await stopping?.close(drainMs).catch(() => logger.info({ drainMs }, "handlers-still-running"));
    },
    async close() {
      clearInterval(checks);
      const open = worker ? [worker, sender] : [sender];
      await Promise.all(
        open.map((queue) =>
          queue
            .close(CLOSE_DEADLINE_MS)
            .catch((error: unknown) => logger.warn({ err: error }, "queue-close-failed")),
        ),
      );
    },
  };
};

const openBeeQueue = ({ name, redis, prefix, logger }: ListParts, isWorker: boolean): BeeQueue => {
  const connection: Record<string, unknown> = {
    ...redis.beeQueue,
    // Without a strategy the client gives up after an hour, and a queue made while Redis is down stays dead.
    retry_strategy: ({ attempt }: { attempt: number }) => Math.min(50 * attempt, RECONNECT_MAX_MS),
  };
  const queue = new BeeQueue(name, {
    prefix,
    redis: connection as never,
    isWorker,
    getEvents: false,
    sendEvents: false,
    storeJobs: false,
    removeOnSuccess: true,
    removeOnFailure: true,
    stallInterval: STALL_INTERVAL_MS,
  });
  queue.on("error", (error) => logger.warn({ err: error }, "queue-error"));
  queue.ready().then(
    () => {
      clientOf(queue).on("ready", () => {
        lua
          .buildCache(clientOf(queue))
          .catch((error: unknown) => logger.warn({ err: error }, "queue-scripts-failed"));
      });
    },
    (error: unknown) => logger.warn({ err: error }, "queue-not-ready"),
  );
  return queue;
};

/** Puts tickets back that a dead worker holds. */
const checkStalled = async (worker: BeeQueue): Promise<void> => {
  try {
    await answerInTime(worker.checkStalledJobs());
  } catch {
    // A Redis whose scripts were flushed says NOSCRIPT until it knows them again; any other trouble comes again here.
    await answerInTime(lua.buildCache(clientOf(worker)));
    await answerInTime(worker.checkStalledJobs());
  }
};

const saveTickets = async (queue: BeeQueue, tickets: readonly JobTicket[]): Promise<void> => {
  const failed = await saveOnce(queue, tickets);
  if (failed.size === 0) return;
  // A Redis that has just come back knows no script (NOSCRIPT); what did get in is not added twice.
  await lua.buildCache(clientOf(queue));
  const [stillFailing] = (await saveOnce(queue, tickets)).values();
  if (stillFailing) throw stillFailing;
};

const saveOnce = async (queue: BeeQueue, tickets: readonly JobTicket[]): Promise<Map<unknown, Error>> => {
  const jobs = tickets.map((ticket) => queue.createJob({}).setId(ticketId(ticket)));
  const errors = await queue.saveAll(jobs);
  // saveAll resolves before the last of its per-job rejections has been noted.
  await nextTurn();
  return errors;
};

const ticketId = ({ jobId, lease }: JobTicket): string => `${jobId}:${lease}`;

/** bee-queue's own Redis client. */
const clientOf = (queue: BeeQueue): NodeJS.EventEmitter =>
  (queue as unknown as { client: NodeJS.EventEmitter }).client;

/** The client queues commands while Redis is down; whoever waits for an answer gets a bounded one. */
const answerInTime = async <T>(answer: Promise<T>): Promise<T> => {
  answer.catch(() => undefined);
  const timer = new AbortController();
  const late = wait(ANSWER_DEADLINE_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Redis did not answer within ${ANSWER_DEADLINE_MS} ms`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    timer.abort();
  }
};
