import { randomUUID } from "node:crypto";
import { addressKeyOf } from "@backlot/shared/server/client-address";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import { mayCall } from "../access.ts";
import { comesFromOwnPage, isSafeMethod } from "../own-origins.ts";
import type { Parts } from "../parts.ts";
import { identifyVisitor, type Visitor } from "../visitor.ts";
import { actorKeyOf, countCall } from "./count-call.ts";
import type { Route } from "./define-route.ts";
import { findRoute } from "./find-route.ts";
import { discardBody, readBytes, readJson, readQuery } from "./read-body.ts";
import { refuse, toResponse, type Reply } from "./reply.ts";

export interface ApiCall {
  request: Request;
  clientAddress: string;
}

/** One call of the REST API, from the first look at the path to the answer. Nothing it meets leaves as a stack trace. */
export const answerApi = async (parts: Parts, routes: readonly Route[], call: ApiCall): Promise<Response> => {
  try {
    return toResponse(await answer(parts, routes, call), call.request);
  } catch (error) {
    const path = new URL(call.request.url).pathname;
    if (isUnavailable(error)) {
      // Each call would say what the database has been said of once already.
      parts.logger.debug({ err: error, method: call.request.method, path }, "api-call-unavailable");
      return toResponse(refuse("unavailable", UNAVAILABLE), call.request);
    }
    const errorId = randomUUID();
    parts.logger.error({ err: error, errorId, method: call.request.method, path }, "api-call-failed");
    return toResponse(refuse("internal", { detail: `Named ${errorId} in the server's log.` }), call.request);
  } finally {
    // Not waited for: the answer goes out first. It never rejects.
    void discardBody(call.request);
  }
};

const UNAVAILABLE = {
  detail: "The database does not answer. Try again in a moment.",
  headers: { "retry-after": "2" },
};

const answer = async (
  parts: Parts,
  routes: readonly Route[],
  { request, clientAddress }: ApiCall,
): Promise<Reply> => {
  const url = new URL(request.url);
  const visitor = await identifyVisitor(parts, request);
  if (!visitor) return refuseKey(parts, clientAddress);

  const allowance = await countCall(parts.limits, visitor, { method: request.method, clientAddress });
  if (!allowance.ok) return refuseRate(allowance.retryAfterSeconds);

  const found = findRoute(routes, request.method, url.pathname);
  if (!found.ok) {
    return found.allowed.length === 0
      ? refuse("not-found")
      : refuse("method-not-allowed", { headers: { allow: found.allowed.join(", ") } });
  }
  const { route, params } = found;
  if (!isSafeMethod(request.method) && isForeign(parts, request, visitor)) return refuse("foreign-origin");
  if (visitor.key && !mayCall(visitor.key.scopes, route.scope)) return refuseScope(route);

  const actorKey = actorKeyOf(visitor, clientAddress);
  const context = { parts, visitor, request, url, clientAddress, actorKey, params };
  const access = await route.access(context);
  if (!access.ok) return access.reply;

  const query = route.query ? readQuery(url, route.query) : ({ ok: true, value: undefined } as const);
  if (!query.ok) return query.reply;
  const body = await readRouteBody(route, request, parts);
  if (!body.ok) return body.reply;
  return route.handle({ ...context, grant: access.grant, query: query.value, body: body.value });
};

const readRouteBody = (route: Route, request: Request, { logger }: Parts) => {
  if (route.bytes) return readBytes(request, route.bytes.maxBytes, logger);
  if (route.body) return readJson(request, route.body, logger);
  return { ok: true, value: undefined } as const;
};

export const refuseRate = (retryAfterSeconds: number): Reply =>
  refuse("rate-limited", { headers: { "retry-after": String(retryAfterSeconds) } });

/** Whoever tries keys is slowed down by his address. */
const refuseKey = async ({ limits }: Parts, clientAddress: string): Promise<Reply> => {
  const allowance = await limits.write(`address:${addressKeyOf(clientAddress)}`);
  if (!allowance.ok) return refuseRate(allowance.retryAfterSeconds);
  return refuse("wrong-api-key", { headers: { "www-authenticate": "Bearer" } });
};

const refuseScope = ({ scope }: Route): Reply =>
  refuse("key-not-allowed", {
    detail:
      scope === "session"
        ? "No API key may do this: it needs a person who is signed in."
        : `This API key lacks the scope “${scope}”.`,
  });

/**
 * A cookie needs an own Origin to change anything; without a cookie (sign-in) an Origin that is named must be own. A page
 * cannot send a key that it does not hold.
 */
const isForeign = (parts: Parts, request: Request, visitor: Visitor): boolean => {
  if (visitor.key) return false;
  const usesCookie = visitor.person !== undefined || visitor.guestToken !== undefined;
  if (!usesCookie && request.headers.get("origin") === null) return false;
  return !comesFromOwnPage(request, parts.origins);
};
