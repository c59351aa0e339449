import type { KeyScope } from "@backlot/shared/protocol/key-scopes";
import { findKeyHolder } from "./api-keys/api-keys.ts";
import { readCookie } from "./cookies.ts";
import { guestCookieName } from "./guests.ts";
import type { Parts } from "./parts.ts";
import { isSecret } from "./secrets.ts";
import type { Person } from "./sessions.ts";

/**
 * Who knocks: perhaps a signed-in person, perhaps a browser that has opened a review link, perhaps both; or a script with
 * a person's API key, and then nothing else.
 */
export interface Visitor {
  readonly person: Person | undefined;
  /** By which the person acts, when it is not a session. */
  readonly key: { readonly id: string; readonly scopes: readonly KeyScope[] } | undefined;
  readonly sessionToken: string | undefined;
  readonly guestToken: string | undefined;
}

/** Undefined when the request brings a key that does not hold: it is not answered as if it had brought none. */
export const identifyVisitor = async (
  parts: Pick<Parts, "records" | "logger" | "sessions" | "origins">,
  request: Request,
): Promise<Visitor | undefined> => {
  const key = readBearer(request.headers.get("authorization"));
  if (key !== undefined) {
    const holder = await findKeyHolder(parts, key);
    return (
      holder && {
        person: holder.person,
        key: { id: holder.keyId, scopes: holder.scopes },
        sessionToken: undefined,
        guestToken: undefined,
      }
    );
  }
  const header = request.headers.get("cookie");
  const sessionToken = readCookie(header, parts.sessions.cookieName);
  return {
    person: await parts.sessions.find(sessionToken),
    key: undefined,
    sessionToken,
    guestToken: readSecret(header, guestCookieName(parts.origins.overHttps)),
  };
};

/** What cannot be one of ours is none; the limits keep whatever this answers for a moment. */
const readSecret = (header: string | null, name: string): string | undefined => {
  const value = readCookie(header, name);
  return value !== undefined && isSecret(value) ? value : undefined;
};

/** Other schemes are a proxy's own business. */
const readBearer = (header: string | null): string | undefined =>
  /^Bearer +(\S+) *$/i.exec(header ?? "")?.[1];
