import { Counter, Gauge, type Registry } from "prom-client";

/** The metrics of what the sync-servers say to each other over Redis. */
export const createFanOutMetrics = (registry: Registry) => {
  const registers = [registry];
  return {
    connections: new Gauge({
      name: "backlot_sync_fan_out_connections",
      help: "Connections to Redis for the fan-out: one to publish, one that is subscribed",
      registers,
    }),
    subscriptions: new Gauge({
      name: "backlot_sync_fan_out_subscriptions",
      help: "Channels of documents that this process is subscribed to",
      registers,
    }),
    reconnects: new Counter({
      name: "backlot_sync_fan_out_reconnects_total",
      help: "Times the connections to Redis were lost or could not be made",
      registers,
    }),
    published: new Counter({
      name: "backlot_sync_fan_out_published_total",
      help: "Messages that Redis took from this process, by kind",
      labelNames: ["kind"] as const,
      registers,
    }),
    publishedBytes: new Counter({
      name: "backlot_sync_fan_out_published_bytes_total",
      help: "Bytes of the messages that Redis took from this process",
      registers,
    }),
    received: new Counter({
      name: "backlot_sync_fan_out_received_total",
      help: "Messages of other nodes, by kind",
      labelNames: ["kind"] as const,
      registers,
    }),
    receivedBytes: new Counter({
      name: "backlot_sync_fan_out_received_bytes_total",
      help: "Bytes that came from Redis, own echoes included",
      registers,
    }),
    dropped: new Counter({
      name: "backlot_sync_fan_out_dropped_total",
      help: "Messages not published since Redis was away or too slow; the exchange of states replaces them",
      registers,
    }),
    gaps: new Counter({
      name: "backlot_sync_fan_out_gaps_total",
      help: "Times something of another node was seen to be missing",
      registers,
    }),
    heals: new Counter({
      name: "backlot_sync_fan_out_heals_total",
      help: "Gaps closed by the state of the node that it belongs to",
      registers,
    }),
    junk: new Counter({
      name: "backlot_sync_fan_out_junk_total",
      help: "Messages from Redis that were ignored, by reason",
      labelNames: ["reason"] as const,
      registers,
    }),
  };
};

export type FanOutMetrics = ReturnType<typeof createFanOutMetrics>;
