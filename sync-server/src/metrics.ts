import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { createFanOutMetrics } from "./fan-out/fan-out-metrics.ts";

/** Every metric of this process. */
export const createSyncMetrics = (sizes: {
  connections: () => number;
  documents: () => number;
  backlogBytes: () => number;
  /** As in readiness. */
  dependencies: () => Readonly<Record<string, "ok" | "degraded">>;
}) => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  new Gauge({
    name: "backlot_sync_connections",
    help: "Open WebSockets",
    registers,
    collect() {
      this.set(sizes.connections());
    },
  });
  new Gauge({
    name: "backlot_sync_documents",
    help: "Documents in memory",
    registers,
    collect() {
      this.set(sizes.documents());
    },
  });
  new Gauge({
    name: "backlot_sync_backlog_bytes",
    help: "Bytes that wait for peers to read them; what goes to several is counted for each",
    registers,
    collect() {
      this.set(sizes.backlogBytes());
    },
  });
  new Gauge({
    name: "backlot_sync_degraded",
    help: "1 while the dependency does not work: the store saves nothing, Redis carries nothing between nodes",
    labelNames: ["dependency"] as const,
    registers,
    collect() {
      for (const [dependency, state] of Object.entries(sizes.dependencies()))
        this.set({ dependency }, state === "degraded" ? 1 : 0);
    },
  });
  return {
    registry,
    fanOut: createFanOutMetrics(registry),
    updates: new Counter({
      name: "backlot_sync_updates_total",
      help: "Updates received from writers",
      registers,
    }),
    logBytes: new Counter({
      name: "backlot_sync_log_bytes_total",
      help: "Bytes of updates made durable",
      registers,
    }),
    appendSeconds: new Histogram({
      name: "backlot_sync_append_seconds",
      help: "From a checked update to its commit on disk",
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    corruptRecords: new Counter({
      name: "backlot_sync_corrupt_records_total",
      help: "Records and snapshots found damaged: changed by the disk, or impossible to apply",
      registers,
    }),
    refusals: new Counter({
      name: "backlot_sync_refused_total",
      help: "Connections, updates and presence refused, by reason",
      labelNames: ["reason"] as const,
      registers,
    }),
  };
};

export type SyncMetrics = ReturnType<typeof createSyncMetrics>;
