import type { Records } from "@backlot/shared/server/database/records";
import { hashSecret, newSecret } from "./secrets.ts";

/** The user of a one-time link; the same link never answers twice, not even to two requests at once. */
export const spendSignInLink = async (
  records: Records,
  secret: string,
): Promise<{ id: string; email: string; name: string } | undefined> => {
  const spent = await records
    .updateTable("sign_in_links")
    .set({ used_at: Date.now() })
    .where("secret_hash", "=", hashSecret(secret))
    .where("used_at", "is", null)
    .returning("user_id")
    .executeTakeFirst();
  if (!spent) return undefined;
  return records
    .selectFrom("users")
    .select(["id", "email", "name"])
    .where("id", "=", spent.user_id)
    .executeTakeFirst();
};

/** A new link for the user in place of older unused ones; undefined once any link of theirs has been used. */
export const renewSignInLink = async (records: Records, userId: string): Promise<string | undefined> =>
  records.transaction().execute(async (trx) => {
    const used = await trx
      .selectFrom("sign_in_links")
      .select("secret_hash")
      .where("user_id", "=", userId)
      .where("used_at", "is not", null)
      .executeTakeFirst();
    if (used) return undefined;
    const secret = newSecret();
    await trx.deleteFrom("sign_in_links").where("user_id", "=", userId).execute();
    await trx
      .insertInto("sign_in_links")
      .values({ secret_hash: hashSecret(secret), user_id: userId, created_at: Date.now(), used_at: null })
      .execute();
    return secret;
  });
