import { z } from "zod";

/** Published by web when access ends, heard by every sync-server and every web: those connections and streams close within a second. */
export const REVOCATION_CHANNEL = "backlot:revocation";

export const revocationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("share-link"), shareLinkId: z.string() }),
  z.object({ kind: z.literal("api-key"), apiKeyId: z.string() }),
  z.object({ kind: z.literal("person"), actorId: z.string(), canvasId: z.string().optional() }),
  z.object({ kind: z.literal("canvas"), canvasId: z.string() }),
]);

export type Revocation = z.infer<typeof revocationSchema>;
