import { randomBytes } from "node:crypto";
import type { Logger } from "@backlot/shared/server/logger";
import type { FanOutMetrics } from "./fan-out-metrics.ts";
import type { FanOutRoom, RoomChanges } from "./fan-out-room.ts";
import { createJunkLog } from "./junk-log.ts";
import { encodeMessage, openEnvelope, readMessage } from "./message.ts";
import { openRedisLink } from "./redis-link.ts";
import { createRoomChannel, type RoomChannel } from "./room-channel.ts";

const TICK_MS = 100;
const NODE_ID_BYTES = 9;
/** After an outage every room asks and is asked; so many at a time, for each answer is a state to be encoded. */
const EXCHANGES_PER_TURN = 25;
const EXCHANGE_PAUSE_MS = 10;

export interface FanOutChannel {
  /** Called at most once per tick and room, after the commit. Never waits and never throws. */
  publish(changes: RoomChanges): void;
  leave(): void;
}

export interface FanOut {
  join(room: FanOutRoom): FanOutChannel;
  state(): "ok" | "degraded";
  /** Says goodbye in every room that is still joined. */
  close(): Promise<void>;
}

/**
 * Carries what one sync-server's rooms bring to the same rooms of the others over Redis pub/sub. Redis is neither
 * trusted nor needed: while it is away rooms go on alone, and when it is back they exchange what they have.
 */
export const openFanOut = (parts: {
  redisUrl: string;
  logId: string;
  logger: Logger;
  metrics: FanOutMetrics;
}): FanOut => {
  const { logId, logger, metrics } = parts;
  const processId = randomBytes(NODE_ID_BYTES).toString("base64url");
  const channels = new Map<string, Set<RoomChannel>>();
  const joined = new Map<RoomChannel, () => void>();
  const logJunk = createJunkLog(logger);
  let joins = 0;

  const ignore = (reason: string, error?: unknown): void => {
    metrics.junk.inc({ reason });
    logJunk(reason, error);
  };
  /** What a room or a message does wrong must not end in the Redis client, which would lose its place in the stream. */
  const guard = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      ignore("failed", error);
    }
  };

  const receive = (channel: string, bytes: Buffer): void => {
    metrics.receivedBytes.inc(bytes.length);
    const rooms = channels.get(channel);
    // Of a room that was left a moment ago.
    if (!rooms) return;
    const envelope = openEnvelope(bytes);
    if (typeof envelope === "string") return ignore(envelope);
    const listeners = [...rooms].filter(({ nodeId }) => nodeId !== envelope.nodeId);
    if (listeners.length === 0) return;
    const body = readMessage(envelope);
    if (body === "malformed") return ignore(body);
    metrics.received.inc({ kind: body.kind });
    for (const room of listeners) guard(() => room.receive(envelope, body));
  };

  const exchangeAll = (rooms: RoomChannel[]): void => {
    for (const room of rooms.slice(0, EXCHANGES_PER_TURN)) {
      if (joined.has(room)) guard(() => room.exchange());
    }
    const rest = rooms.slice(EXCHANGES_PER_TURN);
    if (rest.length > 0) setTimeout(() => exchangeAll(rest), EXCHANGE_PAUSE_MS);
  };

  const link = openRedisLink({
    redisUrl: parts.redisUrl,
    logger,
    metrics,
    onMessage: (channel, bytes) => guard(() => receive(channel, bytes)),
    onSubscribed: (names) => exchangeAll(names.flatMap((name) => [...(channels.get(name) ?? [])])),
  });

  const ticking = setInterval(() => {
    for (const room of joined.keys()) guard(() => room.tick());
  }, TICK_MS);
  ticking.unref();

  return {
    state: () => link.state(),

    join(room) {
      const name = `backlot:sync:{${room.document}}`;
      // A room that is closing and one that is opening may hold the same document: each is a node of its own.
      const nodeId = `${processId}.${++joins}`;
      const channel = createRoomChannel(room, {
        nodeId,
        logId,
        metrics,
        send: async (body, sequence) => {
          const bytes = link.isOpen() ? encodeMessage({ nodeId, logId, sequence }, body) : undefined;
          if (!bytes || !(await link.publish(name, bytes))) {
            metrics.dropped.inc();
            return false;
          }
          metrics.published.inc({ kind: body.kind });
          metrics.publishedBytes.inc(bytes.length);
          return true;
        },
      });
      const rooms = channels.get(name) ?? new Set();
      channels.set(name, rooms.add(channel));
      // The second room of a document asks once Redis has confirmed the subscription again.
      link.subscribe(name);
      const leave = (): void => {
        if (!joined.delete(channel)) return;
        channel.leave();
        rooms.delete(channel);
        if (rooms.size > 0) return;
        channels.delete(name);
        link.unsubscribe(name);
      };
      joined.set(channel, leave);
      return { publish: (changes) => guard(() => channel.publish(changes)), leave: () => guard(leave) };
    },

    async close() {
      for (const leave of joined.values()) guard(leave);
      clearInterval(ticking);
      await link.close();
    },
  };
};
