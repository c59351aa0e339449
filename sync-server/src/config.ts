import { z } from "zod";
import { MAX_PRESENCE_BYTES } from "@backlot/shared/presence/presence-state";
import { readSettings } from "@backlot/shared/server/config-schema";
import { sharedSettings } from "@backlot/shared/server/settings";
import type { SocketLimits } from "./front-door/client-socket.ts";
import type { StrangerBounds } from "./front-door/stranger-limits.ts";

const MEBIBYTE = 1024 * 1024;

export const syncSettings = {
  SYNC_PORT: sharedSettings.SYNC_PORT,
  PORT: sharedSettings.PORT,
  HOST: sharedSettings.HOST,
  DATA_DIR: sharedSettings.DATA_DIR,
  DATABASE_URL: sharedSettings.DATABASE_URL,
  REDIS_URL: sharedSettings.REDIS_URL,
  SECRET: sharedSettings.SECRET,
  METRICS_TOKEN: sharedSettings.METRICS_TOKEN,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  TRUSTED_PROXIES: sharedSettings.TRUSTED_PROXIES,
  ORIGIN: {
    schema: z.url({ protocol: /^https?$/, message: "must be an http or https address" }).optional(),
    meaning: "public address of web; unset = localhost, 127.0.0.1 and [::1] on PORT",
  },
} as const;

/** Constants of the product, not settings: what they defend against is no different in another house. */
export interface SyncLimits extends SocketLimits, StrangerBounds {
  maxUpdateBytes: number;
  maxSyncStep2Bytes: number;
  maxPresenceFrameBytes: number;
  maxPresenceStateBytes: number;
  /** Of the encoded state; what would grow it further is refused, deleting and reading go on. */
  maxDocumentBytes: number;
  /** Updates of one socket whose predecessors are missing. */
  maxHeldBytes: number;
  /** The same before its first SyncStep2: providers send what was typed offline ahead of it. */
  maxHeldBytesBeforeSync: number;
  heldDeadlineMs: number;
  /** Of updates of one document that wait for the log: a store that fails for long must not fill the memory. */
  maxWaitingBytes: number;
  /** Of what one socket says before its document is open. */
  maxWaitingFrameBytes: number;
  maxDocumentsPerSocket: number;
  maxSessionsPerDocument: number;
  grantRecheckIntervalMs: number;
  tokenRenewalDeadlineMs: number;
}

const LIMITS: SyncLimits = {
  authenticationDeadlineMs: 5_000,
  maxUnauthenticatedBytes: 64 * 1024,
  maxPresenceBacklogBytes: 256 * 1024,
  maxStalledBytes: MEBIBYTE,
  maxStallBeats: 10,
  maxStrangersPerAddress: 50,
  maxStrangers: 1_000,
  maxWaitingPerAddress: 2_000,
  maxWaiting: 5_000,
  maxWaitMs: 5_000,
  maxBufferedBytes: 8 * MEBIBYTE,
  maxUpdateBytes: 2 * MEBIBYTE,
  maxSyncStep2Bytes: 16 * MEBIBYTE,
  maxPresenceFrameBytes: 16 * 1024,
  maxPresenceStateBytes: MAX_PRESENCE_BYTES,
  maxDocumentBytes: 32 * MEBIBYTE,
  maxHeldBytes: MEBIBYTE,
  maxHeldBytesBeforeSync: 16 * MEBIBYTE,
  heldDeadlineMs: 10_000,
  maxWaitingBytes: 32 * MEBIBYTE,
  maxWaitingFrameBytes: 2 * MEBIBYTE,
  maxDocumentsPerSocket: 16,
  maxSessionsPerDocument: 4,
  grantRecheckIntervalMs: 30_000,
  tokenRenewalDeadlineMs: 20_000,
};

export interface SyncConfig {
  port: number;
  host: string;
  dataDir: string;
  /** Unset = SQLite in `dataDir`. */
  databaseUrl: string | undefined;
  secret: string;
  redisUrl: string | undefined;
  metricsToken: string | undefined;
  publicOrigin: string | undefined;
  webPort: number;
  trustedProxies: number;
  limits: SyncLimits;
}

/** All problems at once, each a line for an operator. */
export const readSyncConfig = (
  environment: Readonly<Record<string, string | undefined>>,
): { ok: true; config: SyncConfig; logLevel: string } | { ok: false; problems: string[] } => {
  const read = readSettings(syncSettings, environment);
  if (!read.ok) return read;
  const { values } = read;
  return {
    ok: true,
    logLevel: values.LOG_LEVEL,
    config: {
      port: values.SYNC_PORT,
      host: values.HOST,
      dataDir: values.DATA_DIR,
      databaseUrl: values.DATABASE_URL,
      secret: values.SECRET,
      redisUrl: values.REDIS_URL,
      metricsToken: values.METRICS_TOKEN,
      publicOrigin: values.ORIGIN,
      webPort: values.PORT,
      trustedProxies: values.TRUSTED_PROXIES,
      limits: { ...LIMITS },
    },
  };
};
