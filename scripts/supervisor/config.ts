import { z } from "zod";
import { sharedSettings } from "@backlot/shared/server/settings";
import type { SettingsValues } from "@backlot/shared/server/config-schema";

/** What the supervisor itself needs to know; the services read their own settings from the same environment. */
export const supervisorSettings = {
  PORT: sharedSettings.PORT,
  SYNC_PORT: sharedSettings.SYNC_PORT,
  WORKER_PORT: sharedSettings.WORKER_PORT,
  HOST: sharedSettings.HOST,
  DATA_DIR: sharedSettings.DATA_DIR,
  REDIS_URL: sharedSettings.REDIS_URL,
  SECRET: { ...sharedSettings.SECRET, schema: sharedSettings.SECRET.schema.optional() },
  ORIGIN: { schema: z.string().optional(), meaning: "public address, when a proxy stands in front" },
} as const;

export type SupervisorConfig = SettingsValues<typeof supervisorSettings>;
