import { crc32 } from "node:zlib";
import { customAlphabet } from "nanoid";

/**
 * `blk_<id>_<secret><checksum>`, all base62. The id finds the row; the secret (238 random bits) stands in the database as
 * its SHA-256 only; the checksum lets a scanner of leaked secrets, and us, tell a key from noise without a look-up.
 */
const KEY_PATTERN = /^blk_([0-9A-Za-z]{8})_([0-9A-Za-z]{40})([0-9A-Za-z]{6})$/;

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHECKSUM_LENGTH = 6;

const newId = customAlphabet(BASE62, 8);
const newKeySecret = customAlphabet(BASE62, 40);

export interface KeyParts {
  id: string;
  secret: string;
}

export const newKey = (): KeyParts & { key: string } => {
  const parts = { id: newId(), secret: newKeySecret() };
  return { ...parts, key: `blk_${parts.id}_${parts.secret}${checksumOf(parts)}` };
};

/** Undefined for what cannot be a key of ours: wrong form or wrong checksum. */
export const parseKey = (key: string): KeyParts | undefined => {
  const [, id, secret, checksum] = KEY_PATTERN.exec(key) ?? [];
  if (id === undefined || secret === undefined) return undefined;
  return checksum === checksumOf({ id, secret }) ? { id, secret } : undefined;
};

const checksumOf = ({ id, secret }: KeyParts): string => {
  let rest = crc32(`${id}_${secret}`);
  let digits = "";
  for (let place = 0; place < CHECKSUM_LENGTH; place += 1) {
    digits = BASE62.charAt(rest % BASE62.length) + digits;
    rest = Math.floor(rest / BASE62.length);
  }
  return digits;
};
