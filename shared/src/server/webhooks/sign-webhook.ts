import { createHmac, randomBytes } from "node:crypto";

/**
 * Signatures of the Standard Webhooks scheme: HMAC-SHA256 over `id.timestamp.body` under a key of 24 to 64 bytes, which
 * people see as `whsec_` and its base64. Any of the scheme's libraries verifies them.
 */
const SECRET_PREFIX = "whsec_";
const NEW_SECRET_BYTES = 32;

export const newWebhookSecret = (): string =>
  `${SECRET_PREFIX}${randomBytes(NEW_SECRET_BYTES).toString("base64")}`;

export const isWebhookSecret = (text: string): boolean => {
  const key = keyOf(text);
  return key.length >= 24 && key.length <= 64 && `${SECRET_PREFIX}${key.toString("base64")}` === text;
};

export const signWebhook = (
  secret: string,
  { id, sentAtMs, body }: { id: string; sentAtMs: number; body: string },
): { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string } => {
  const timestamp = String(Math.floor(sentAtMs / 1000));
  const signature = createHmac("sha256", keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest("base64");
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
  };
};

const keyOf = (secret: string): Buffer =>
  secret.startsWith(SECRET_PREFIX)
    ? Buffer.from(secret.slice(SECRET_PREFIX.length), "base64")
    : Buffer.alloc(0);
