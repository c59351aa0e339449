import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const IV_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/**
 * Other people's secrets that must be used again (a webhook's, a provider's key): AES-256-GCM under a key derived from
 * `SECRET`, so that a stolen copy of the database shows none. Our own secrets are hashed instead.
 */
export interface SealedSecrets {
  seal(secret: string): string;
  /** Undefined when it was sealed under another `SECRET`, or changed since. */
  open(sealed: string): string | undefined;
}

export const createSealedSecrets = (secret: string): SealedSecrets => {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "backlot sealed secrets", KEY_BYTES));
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES });
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
    },
    open(text) {
      const bytes = Buffer.from(text, "base64url");
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      try {
        const opened = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
        return Buffer.concat(opened).toString("utf8");
      } catch {
        // The tag does not fit: that is the answer, and no more can be known.
        return undefined;
      }
    },
  };
};
