import { timingSafeEqual } from "node:crypto";
import { KEY_SCOPES, type KeyScope } from "@backlot/shared/protocol/key-scopes";
import { colorIndexOf } from "@backlot/shared/protocol/sync-token";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { ApiKeyRow } from "@backlot/shared/server/database/tables";
import type { Logger } from "@backlot/shared/server/logger";
import { hashSecret } from "../secrets.ts";
import type { Person } from "../sessions.ts";
import { newKey, parseKey } from "./key-format.ts";

/** The person a key acts for, and what the key may do of what that person may. */
export interface KeyHolder {
  keyId: string;
  scopes: readonly KeyScope[];
  person: Person;
}

export interface NewApiKey {
  userId: string;
  name: string;
  scopes: readonly KeyScope[];
  expiresAtMs: number | null;
}

const LAST_USED_STEP_MS = 60_000;

/** Undefined for a key that is wrong, expired or revoked: nobody is told which. */
export const findKeyHolder = async (
  { records, logger }: { records: Records; logger: Logger },
  key: string,
): Promise<KeyHolder | undefined> => {
  const parts = parseKey(key);
  if (!parts) return undefined;
  const row = await records
    .selectFrom("api_keys")
    .innerJoin("users", "users.id", "api_keys.user_id")
    .select(["api_keys.id", "secret_hash", "scopes", "expires_at", "last_used_at", "revoked_at"])
    .select(["users.id as user_id", "users.email", "users.name"])
    .where("api_keys.id", "=", parts.id)
    .executeTakeFirst();
  const nowMs = Date.now();
  if (!row || !isSame(row.secret_hash, hashSecret(parts.secret)) || !isAlive(row, nowMs)) return undefined;
  await noteUse({ records, logger }, row, nowMs);
  return {
    keyId: row.id,
    scopes: scopesOf(row),
    person: { id: row.user_id, email: row.email, name: row.name, colorIndex: colorIndexOf(row.user_id) },
  };
};

/** The key itself is in the answer and nowhere else, now and ever. */
export const addApiKey = async (
  records: Records,
  { userId, name, scopes, expiresAtMs }: NewApiKey,
): Promise<{ row: ApiKeyRow; key: string }> => {
  const { id, secret, key } = newKey();
  const row = await records
    .insertInto("api_keys")
    .values({
      ...{ id, user_id: userId, name, secret_hash: hashSecret(secret) },
      ...{ scopes: scopes.join(" "), created_at: Date.now(), expires_at: expiresAtMs },
      ...{ last_used_at: null, revoked_at: null },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, key };
};

/** False when the person has no such key, or it is revoked already. */
export const revokeApiKey = async (
  records: Records,
  { id, userId }: { id: string; userId: string },
): Promise<boolean> => {
  const revoked = await records
    .updateTable("api_keys")
    .set({ revoked_at: Date.now() })
    .where("id", "=", id)
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  return revoked.numUpdatedRows > 0n;
};

export const scopesOf = ({ scopes }: Pick<ApiKeyRow, "scopes">): KeyScope[] => {
  const given = scopes.split(" ");
  return KEY_SCOPES.filter((scope) => given.includes(scope));
};

const isSame = (known: string, given: string): boolean => {
  const [a, b] = [Buffer.from(known), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const isAlive = (row: Pick<ApiKeyRow, "expires_at" | "revoked_at">, nowMs: number): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > nowMs);

/** At most once a minute, so that a busy script does not write at every call; a failure is no reason to refuse it. */
const noteUse = async (
  { records, logger }: { records: Records; logger: Logger },
  { id, last_used_at }: Pick<ApiKeyRow, "id" | "last_used_at">,
  nowMs: number,
): Promise<void> => {
  const before = nowMs - LAST_USED_STEP_MS;
  if (last_used_at !== null && last_used_at > before) return;
  try {
    await records
      .updateTable("api_keys")
      .set({ last_used_at: nowMs })
      .where("id", "=", id)
      // Of many calls at once one writes.
      .where((where) => where.or([where("last_used_at", "is", null), where("last_used_at", "<=", before)]))
      .execute();
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    logger.debug({ err: error, keyId: id }, "key-use-not-noted");
  }
};
