import { createHash, randomBytes } from "node:crypto";

/** 256 random bits, fit for a cookie or a URL fragment. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

/** Whether a value has the form of our secrets; a browser may be made to hold a weak one by somebody else. */
export const isSecret = (value: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(value);

/** How every secret stands at rest; the secrets are random, so a fast hash is enough. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
