import { sharedSettings } from "@backlot/shared/server/settings";
import type { SettingsValues } from "@backlot/shared/server/config-schema";
import { jobWorkerSettings } from "../../job-worker/src/config.ts";
import { syncSettings } from "../../sync-server/src/config.ts";
import { webSettings } from "../../web/src/config.ts";

/**
 * Every setting of every service, so that a wrong value is refused before anything starts instead of by a service
 * that the supervisor would restart for ever. What the supervisor itself provides may be absent.
 */
export const supervisorSettings = {
  ...jobWorkerSettings,
  ...syncSettings,
  ...webSettings,
  REDIS_URL: sharedSettings.REDIS_URL,
  SECRET: { ...sharedSettings.SECRET, schema: sharedSettings.SECRET.schema.optional() },
} as const;

export type SupervisorConfig = SettingsValues<typeof supervisorSettings>;
