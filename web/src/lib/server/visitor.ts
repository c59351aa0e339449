import type { Parts } from "./parts.ts";
import type { Person } from "./sessions.ts";
import { guestCookieName } from "./guests.ts";
import { readCookie } from "./cookies.ts";

/** Who knocks: perhaps a signed-in person, perhaps a browser that has opened a review link, perhaps both. */
export interface Visitor {
  readonly person: Person | undefined;
  readonly sessionToken: string | undefined;
  readonly guestToken: string | undefined;
}

export const identifyVisitor = async (parts: Parts, request: Request): Promise<Visitor> => {
  const header = request.headers.get("cookie");
  const sessionToken = readCookie(header, parts.sessions.cookieName);
  return {
    person: await parts.sessions.find(sessionToken),
    sessionToken,
    guestToken: readCookie(header, guestCookieName(parts.origins.overHttps)),
  };
};
