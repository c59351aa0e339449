import { z } from "zod";
import { readSettings, type ConfigResult } from "@backlot/shared/server/config-schema";
import { sharedSettings } from "@backlot/shared/server/settings";

const { HOST, WORKER_PORT, SYNC_PORT, DATA_DIR, DATABASE_URL } = sharedSettings;
const { SECRET, METRICS_TOKEN, OUTSIDE_HOSTS, LOG_LEVEL } = sharedSettings;

export const jobWorkerSettings = {
  HOST,
  WORKER_PORT,
  SYNC_PORT,
  SYNC_URL: {
    schema: z
      .string()
      .regex(/^wss?:\/\//, "must start with ws:// or wss://")
      .optional(),
    meaning: "address of the sync-server's /sync; unset = this machine on SYNC_PORT",
  },
  WORKER_CONCURRENCY: {
    schema: z.coerce.number({ message: "must be a number" }).int().min(1).max(200).default(10),
    meaning: "jobs that one worker runs at once, besides one of a project that has none running",
  },
  DATA_DIR,
  DATABASE_URL,
  REDIS_URL: {
    ...sharedSettings.REDIS_URL,
    schema: z
      .string({ message: "must be set" })
      .regex(/^(rediss?:\/\/|unix:\/)/, "must start with redis://, rediss:// or unix:/"),
    meaning: "redis://host:port or unix:/path of the job queue",
  },
  SECRET,
  METRICS_TOKEN,
  OUTSIDE_HOSTS,
  LOG_LEVEL,
} as const;

export interface JobWorkerConfig {
  host: string;
  /** 0 = any free port. */
  port: number;
  syncUrl: string;
  concurrency: number;
  dataDir: string;
  /** Undefined = SQLite in the data folder. */
  databaseUrl: string | undefined;
  redisUrl: string;
  secret: string;
  metricsToken: string | undefined;
  /** `host` or `host:port` that functions may call although private or on another port. */
  outsideHosts: readonly string[];
  logLevel: string;
}

export const readConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): { ok: true; config: JobWorkerConfig } | { ok: false; problems: string[] } => {
  const result: ConfigResult<typeof jobWorkerSettings> = readSettings(jobWorkerSettings, environment);
  if (!result.ok) return result;
  const { values } = result;
  return {
    ok: true,
    config: {
      host: values.HOST,
      port: values.WORKER_PORT,
      syncUrl: values.SYNC_URL ?? `ws://127.0.0.1:${values.SYNC_PORT}/sync`,
      concurrency: values.WORKER_CONCURRENCY,
      dataDir: values.DATA_DIR,
      databaseUrl: values.DATABASE_URL,
      redisUrl: values.REDIS_URL,
      secret: values.SECRET,
      metricsToken: values.METRICS_TOKEN,
      outsideHosts: values.OUTSIDE_HOSTS ?? [],
      logLevel: values.LOG_LEVEL,
    },
  };
};
