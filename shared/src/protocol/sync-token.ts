import { SignJWT, jwtVerify } from "jose";
import { z } from "zod";
import { isId } from "../canvas/ids.ts";
import { roleSchema } from "./roles.ts";

/**
 * The signed permission to open one canvas. It opens documents for ten minutes, as often as wanted; a connection that
 * is open lives as long as its grant (share link, membership, API key), not as long as its token.
 */
export const SYNC_TOKEN_LIFETIME_SECONDS = 600;
const AUDIENCE = "backlot-sync";

export const ACTOR_KINDS = ["person", "guest", "worker", "script"] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

export const syncGrantSchema = z.object({
  canvasId: z.string().refine(isId),
  role: roleSchema,
  actorId: z.string().min(1).max(100),
  actorKind: z.enum(ACTOR_KINDS),
  name: z.string().max(200),
  /** 0–11, an index into the person colors of tokens.css. */
  colorIndex: z.number().int().min(0).max(11),
  shareLinkId: z.string().optional(),
  /** The API key by which the person asked for the token. */
  apiKeyId: z.string().optional(),
  /** The person for whom web or job-worker acts. */
  onBehalfOf: z.string().optional(),
});

export type SyncGrant = z.infer<typeof syncGrantSchema>;

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

export const signSyncToken = async (
  grant: SyncGrant,
  secret: string,
  lifetimeSeconds: number = SYNC_TOKEN_LIFETIME_SECONDS,
): Promise<{ token: string; expiresAt: Date }> => {
  const expiresAt = new Date(Date.now() + lifetimeSeconds * 1000);
  const token = await new SignJWT({ ...grant })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience(AUDIENCE)
    .setIssuedAt()
    .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
    .sign(keyOf(secret));
  return { token, expiresAt };
};

/** `undefined` for anything but a valid, unexpired token of ours. */
export const verifySyncToken = async (token: string, secret: string): Promise<SyncGrant | undefined> => {
  try {
    const { payload } = await jwtVerify(token, keyOf(secret), { audience: AUDIENCE, algorithms: ["HS256"] });
    const grant = syncGrantSchema.safeParse(payload);
    return grant.success ? grant.data : undefined;
  } catch {
    // jose throws for every kind of invalid token; which kind is nobody's business but the log's.
    return undefined;
  }
};

/** The same person gets the same color everywhere: FNV-1a over the id, modulo the twelve colors. */
export const colorIndexOf = (actorId: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < actorId.length; i++) hash = Math.imul(hash ^ actorId.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % 12;
};
