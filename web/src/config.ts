import { z } from "zod";
import type { SettingsValues } from "@backlot/shared/server/config-schema";
import { sharedSettings } from "@backlot/shared/server/settings";

const originUrl = z
  .url({ protocol: /^https?$/, message: "must be an http or https address" })
  .transform((value, context) => {
    const url = new URL(value);
    if (url.pathname === "/" && !url.search && !url.hash && !url.username) return url.origin;
    context.addIssue("must be scheme, host and port only");
    return z.NEVER;
  });

/** Everything the web process can be told; read once in main.ts. */
export const webSettings = {
  PORT: sharedSettings.PORT,
  SYNC_PORT: sharedSettings.SYNC_PORT,
  WORKER_PORT: sharedSettings.WORKER_PORT,
  HOST: sharedSettings.HOST,
  DATA_DIR: sharedSettings.DATA_DIR,
  DATABASE_URL: sharedSettings.DATABASE_URL,
  REDIS_URL: sharedSettings.REDIS_URL,
  SECRET: sharedSettings.SECRET,
  METRICS_TOKEN: sharedSettings.METRICS_TOKEN,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  TRUSTED_PROXIES: sharedSettings.TRUSTED_PROXIES,
  OUTSIDE_HOSTS: sharedSettings.OUTSIDE_HOSTS,
  GUESTS_PER_LINK: {
    schema: z.coerce.number().int().min(1).max(1_000_000).default(1_000),
    meaning: "guests of a review link that are remembered though they wrote nothing",
  },
  ORIGIN: {
    schema: originUrl.optional(),
    meaning: "the public address, e.g. https://backlot.example; unset = loopback names on PORT over http",
  },
  PUBLIC_SYNC_URL: {
    schema: z.url({ protocol: /^wss?$/, message: "must be a ws or wss address" }).optional(),
    meaning: "where browsers reach the sync-server; unset = /sync on web's own address",
  },
} as const;

export type WebConfig = SettingsValues<typeof webSettings>;
