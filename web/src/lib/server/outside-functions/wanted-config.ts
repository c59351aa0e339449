import { z } from "zod";
import { comfyUiConfig, httpConfig, openAiImagesConfig } from "@backlot/shared/functions/outside-functions";

/** What an owner says; the rest of an HTTP function's settings is read from its manifest. */
export const wantedConfigSchema = z.discriminatedUnion("provider", [
  httpConfig.omit({ manifest: true }),
  openAiImagesConfig,
  comfyUiConfig,
]);

export type WantedConfig = z.infer<typeof wantedConfigSchema>;
