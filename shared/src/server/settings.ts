import { z } from "zod";
import { portSetting } from "./config-schema.ts";

/** Settings that more than one process reads; each process's config.ts picks those it needs. */
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export const sharedSettings = {
  PORT: portSetting(3000, "port of the web process"),
  SYNC_PORT: portSetting(3001, "port of the sync-server"),
  WORKER_PORT: portSetting(3002, "port of the job-worker's health and metrics"),
  HOST: {
    schema: z.string().default("127.0.0.1"),
    meaning: "address to listen on; 0.0.0.0 for all",
  },
  DATA_DIR: {
    schema: z.string().min(1).default(".data"),
    meaning: "folder of the databases, assets and logs of updates",
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\/./, "must start with postgres:// or postgresql://")
      .optional(),
    meaning: "postgres://user:password@host/database of all records and canvases; unset = SQLite in DATA_DIR",
    secret: true,
  },
  REDIS_URL: {
    schema: z
      .string()
      .regex(/^(rediss?:\/\/|unix:\/)/, "must start with redis://, rediss:// or unix:/")
      .optional(),
    meaning: "redis://host:port or unix:/path; unset = a private Redis started with the product",
    secret: true,
  },
  SECRET: {
    schema: z.string({ message: "must be set" }).min(32, "must have at least 32 characters"),
    meaning: "signs tokens between the processes; generated into DATA_DIR on first start",
    secret: true,
  },
  METRICS_TOKEN: {
    schema: z.string().min(16, "must have at least 16 characters").optional(),
    meaning: "bearer token for /metrics from other machines; unset = loopback only",
    secret: true,
  },
  TRUSTED_PROXIES: {
    schema: z.coerce.number({ message: "must be a number" }).int().min(0).max(10).default(0),
    meaning: "proxies of yours in front that each add to X-Forwarded-For; 0 = the header is not believed",
  },
  OUTSIDE_HOSTS: {
    schema: z.string().transform(splitHosts).optional(),
    meaning:
      "host or host:port, with commas between, that may be called on private addresses and other ports",
  },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS).default("info"),
    meaning: "fatal | error | warn | info | debug | trace | silent",
  },
} as const;

function splitHosts(value: string, context: z.RefinementCtx): readonly string[] {
  const hosts = value.split(",").flatMap((part) => part.trim().toLowerCase() || []);
  for (const host of hosts) {
    const isHost = /^([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/.test(host);
    if (!isHost) context.addIssue(`${host} must be a host or host:port without a scheme`);
  }
  return hosts;
}
