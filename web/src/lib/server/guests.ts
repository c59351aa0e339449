import type { Records } from "@backlot/shared/server/database/records";
import type { Role } from "@backlot/shared/protocol/roles";
import { hashSecret } from "./secrets.ts";

/**
 * Guests of review links. A browser holds one random token; the row of each link it has opened holds the SHA-256
 * of link and token together, so that there is one guest per browser and link.
 */
export const GUEST_COOKIE_SECONDS = 30 * 86_400;
export const guestCookieName = (overHttps: boolean): string => (overHttps ? "__Host-guest" : "guest");

export interface Guest {
  id: string;
  name: string;
  shareLinkId: string;
  role: Role;
}

export interface GuestEntry {
  shareLinkId: string;
  token: string;
  name: string;
}

type EnteredGuest = Pick<Guest, "id" | "name">;

/** The guest of this browser on this canvas, with the best role its living links give. */
export const findGuest = async (
  records: Records,
  canvasId: string,
  token: string,
): Promise<Guest | undefined> => {
  const links = await records
    .selectFrom("share_links")
    .select(["id", "role"])
    .where("canvas_id", "=", canvasId)
    .where("revoked_at", "is", null)
    .where((where) => where.or([where("expires_at", "is", null), where("expires_at", ">", Date.now())]))
    .execute();
  if (links.length === 0) return undefined;
  const hashes = links.map((link) => guestHash(link.id, token));
  const guests = await records.selectFrom("guests").selectAll().where("token_hash", "in", hashes).execute();
  const RANK: readonly Role[] = ["viewer", "commenter", "editor", "owner"];
  return guests
    .flatMap((guest) => {
      const link = links.find(({ id }) => id === guest.share_link_id);
      return link ? [{ id: guest.id, name: guest.name, shareLinkId: link.id, role: link.role }] : [];
    })
    .sort((a, b) => RANK.indexOf(b.role) - RANK.indexOf(a.role))[0];
};

/** The browser's guest on this link, under the name given now, if it has been here before. */
export const returnAsGuest = (records: Records, entry: GuestEntry): Promise<EnteredGuest | undefined> =>
  records
    .updateTable("guests")
    .set({ name: entry.name, seen_at: Date.now() })
    .where("token_hash", "=", guestHash(entry.shareLinkId, entry.token))
    .returning(["id", "name"])
    .executeTakeFirst();

/** A new guest. Whoever was forgotten and comes back with the same token is the same guest again. */
export const enterAsGuest = async (records: Records, entry: GuestEntry): Promise<EnteredGuest> => {
  const tokenHash = guestHash(entry.shareLinkId, entry.token);
  const nowMs = Date.now();
  return records
    .insertInto("guests")
    .values({
      id: guestIdOf(tokenHash),
      share_link_id: entry.shareLinkId,
      name: entry.name,
      token_hash: tokenHash,
      created_at: nowMs,
      seen_at: nowMs,
    })
    .onConflict((conflict) => conflict.column("token_hash").doUpdateSet({ name: entry.name, seen_at: nowMs }))
    .returning(["id", "name"])
    .executeTakeFirstOrThrow();
};

const guestHash = (shareLinkId: string, token: string): string => hashSecret(`${shareLinkId}:${token}`);

const ID_BYTES = 12;
/** Of the token, so that it is the same each time, and tells nothing of it. */
const guestIdOf = (tokenHash: string): string =>
  Buffer.from(hashSecret(`guest:${tokenHash}`), "hex")
    .subarray(0, ID_BYTES)
    .toString("base64url");
