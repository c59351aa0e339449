import { randomUUID } from "node:crypto";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Handle, HandleServerError } from "@sveltejs/kit/hooks";
import { readCookie } from "#lib/server/cookies.ts";
import { comesFromOwnPage, isSafeMethod } from "#lib/server/own-origins.ts";
import { getParts } from "#lib/server/parts.ts";

export const handle: Handle = async ({ event, resolve }) => {
  // The API does this itself, with problem+json for answers: lib/server/api/answer-api.ts.
  if (event.url.pathname.startsWith("/api/")) return resolve(event);

  const { sessions, origins } = getParts();
  try {
    event.locals.person = await sessions.find(
      readCookie(event.request.headers.get("cookie"), sessions.cookieName),
    );
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    return new Response("The database does not answer. Try again in a moment.", {
      status: 503,
      headers: { "retry-after": "2", "cache-control": "no-store" },
    });
  }
  if (!isSafeMethod(event.request.method) && !comesFromOwnPage(event.request, origins)) {
    return new Response("The request came from another site.", { status: 403 });
  }
  const response = await resolve(event);
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind !== "unknown") return;
  const errorId = randomUUID();
  getParts().logger.error(
    { err: error, errorId, method: event.request.method, route: event.route.id },
    "page-failed",
  );
  return { message: "Something went wrong on the server.", errorId };
};
