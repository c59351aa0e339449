import { addressKeyOf } from "@backlot/shared/server/client-address";
import { isSafeMethod } from "../own-origins.ts";
import type { Allowance, RateLimits } from "../rate-limits.ts";
import type { Visitor } from "../visitor.ts";

/** Whom the limits count: a key, a person, a guest, or an address. */
export const actorKeyOf = ({ person, key, guestToken }: Visitor, clientAddress: string): string => {
  if (key) return `key:${key.id}`;
  if (person) return `person:${person.id}`;
  const address = addressKeyOf(clientAddress);
  return guestToken ? `guest:${address}:${guestToken}` : `address:${address}`;
};

/**
 * Whether the visitor may make another call now. Anybody can invent a guest's token, and none is looked up before it is
 * clear which canvas is meant: so all guests of an address are counted together too.
 */
export const countCall = async (
  limits: Pick<RateLimits, "read" | "write" | "guests">,
  visitor: Visitor,
  { method, clientAddress }: { method: string; clientAddress: string },
): Promise<Allowance> => {
  if (!visitor.key && !visitor.person && visitor.guestToken !== undefined) {
    const together = await limits.guests(clientAddress);
    if (!together.ok) return together;
  }
  return (isSafeMethod(method) ? limits.read : limits.write)(actorKeyOf(visitor, clientAddress));
};
