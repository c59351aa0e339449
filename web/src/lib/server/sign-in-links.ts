import type { Records } from "@backlot/shared/server/database/records";
import { transact } from "@backlot/shared/server/database/transact";
import { hashSecret, newSecret } from "./secrets.ts";

/** The user of a one-time link. It never answers twice, not even to two requests at once, and ends its siblings. */
export const spendSignInLink = async (
  records: Records,
  secret: string,
): Promise<{ id: string; email: string; name: string } | undefined> =>
  transact(records, async (trx) => {
    const spent = await trx
      .updateTable("sign_in_links")
      .set({ used_at: Date.now() })
      .where("secret_hash", "=", hashSecret(secret))
      .where("used_at", "is", null)
      .returning("user_id")
      .executeTakeFirst();
    if (!spent) return undefined;
    await trx
      .updateTable("sign_in_links")
      .set({ used_at: Date.now() })
      .where("user_id", "=", spent.user_id)
      .where("used_at", "is", null)
      .execute();
    return trx
      .selectFrom("users")
      .select(["id", "email", "name"])
      .where("id", "=", spent.user_id)
      .executeTakeFirst();
  });

/** One more link for the user; older unused ones stay good. Undefined once any link of theirs has been used. */
export const addSignInLink = async (records: Records, userId: string): Promise<string | undefined> =>
  transact(records, async (trx) => {
    const used = await trx
      .selectFrom("sign_in_links")
      .select("secret_hash")
      .where("user_id", "=", userId)
      .where("used_at", "is not", null)
      .executeTakeFirst();
    if (used) return undefined;
    const secret = newSecret();
    await trx
      .insertInto("sign_in_links")
      .values({ secret_hash: hashSecret(secret), user_id: userId, created_at: Date.now(), used_at: null })
      .execute();
    return secret;
  });
