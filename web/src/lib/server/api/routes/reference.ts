import { defineRoute, type Route } from "../define-route.ts";
import { describeApi } from "../openapi.ts";
import { reply } from "../reply.ts";
import { anyone } from "../route-access.ts";

export const createReferenceRoute = (routes: readonly Route[]): Route => {
  let description: Record<string, unknown> | undefined;
  return defineRoute({
    method: "GET",
    path: "openapi.json",
    summary: "This reference as OpenAPI 3.1",
    access: anyone,
    audience: "anyone",
    scope: "none",
    answers: { 200: null },
    handle: () => reply(200, (description ??= describeApi(routes))),
  });
};
