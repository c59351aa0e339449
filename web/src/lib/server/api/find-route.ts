import type { Route } from "./define-route.ts";

export const API_PREFIX = "/api/v1/";

export type FoundRoute =
  | { ok: true; route: Route; params: Record<string, string> }
  /** The methods this path does offer; none = no such path. */
  | { ok: false; allowed: string[] };

export const findRoute = (routes: readonly Route[], method: string, pathname: string): FoundRoute => {
  const path = pathname.startsWith(API_PREFIX) ? pathname.slice(API_PREFIX.length).replace(/\/$/, "") : "";
  const wanted = method === "HEAD" ? "GET" : method;
  const allowed: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (!params) continue;
    if (route.method === wanted) return { ok: true, route, params };
    allowed.push(route.method);
  }
  return { ok: false, allowed };
};

const matchPath = (pattern: string, path: string): Record<string, string> | undefined => {
  const names = pattern.split("/");
  const values = path.split("/");
  if (names.length !== values.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, name] of names.entries()) {
    const value = values[index] ?? "";
    if (name.startsWith(":")) params[name.slice(1)] = value;
    else if (name !== value) return undefined;
  }
  return params;
};
