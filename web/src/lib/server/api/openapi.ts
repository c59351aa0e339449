import { z } from "zod";
import { ERROR_CODES } from "@backlot/shared/protocol/error-codes";
import type { Route } from "./define-route.ts";
import { API_PREFIX } from "./find-route.ts";

type Json = Record<string, unknown>;

/** OpenAPI 3.1 made from the same table that answers the calls, so it cannot say anything else. */
export const describeApi = (routes: readonly Route[]): Json => {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = `${API_PREFIX}${route.path.replace(/:(\w+)/g, "{$1}")}`;
    (paths[path] ??= {})[route.method.toLowerCase()] = describeRoute(route);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Backlot",
      version: "1",
      description: "The REST API of Backlot. Errors are problem+json (RFC 9457).",
    },
    paths,
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "An API key: blk_…" },
        session: { type: "apiKey", in: "cookie", name: "session" },
        guest: { type: "apiKey", in: "cookie", name: "guest" },
      },
      responses: {
        Problem: {
          description: "What went wrong, with the paths of the fields",
          content: { "application/problem+json": { schema: schemaOf(problemSchema, "output") } },
        },
      },
    },
  };
};

const problemSchema = z.object({
  type: z.literal("about:blank"),
  title: z.string(),
  status: z.number().int(),
  code: z.enum(Object.keys(ERROR_CODES) as [string, ...string[]]),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

const SECURITY: Record<Route["audience"], Json[]> = {
  anyone: [],
  person: [{ session: [] }],
  "person-or-guest": [{ session: [] }, { guest: [] }],
};

const securityOf = ({ audience, scope }: Route): Json[] =>
  scope === "none" || scope === "session" ? SECURITY[audience] : [...SECURITY[audience], { key: [scope] }];

const describeRoute = (route: Route): Json => ({
  operationId: `${route.method.toLowerCase()} ${route.path}`.replace(/[^A-Za-z]+/g, "-"),
  summary: route.summary,
  tags: [route.path.split("/", 1)[0]],
  security: securityOf(route),
  parameters: [...pathParameters(route.path), ...queryParameters(route), ...headerParameters(route)],
  ...bodyOf(route),
  responses: {
    ...Object.fromEntries(
      Object.entries(route.answers).map(([status, schema]) => [
        status,
        status === "200" && route.streams !== undefined ? streamOf(route.streams) : answerOf(schema),
      ]),
    ),
    default: { $ref: "#/components/responses/Problem" },
  },
});

const pathParameters = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));

const queryParameters = (route: Route): Json[] => {
  if (!route.query) return [];
  const { properties = {}, required = [] } = schemaOf(route.query, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
};

const headerParameters = ({ headers = {} }: Route): Json[] =>
  Object.entries(headers).map(([name, description]) => ({
    name,
    in: "header",
    description,
    required: false,
    schema: { type: "string" },
  }));

const bodyOf = (route: Route): Json => {
  if (route.bytes) return { requestBody: { required: true, content: { "application/octet-stream": {} } } };
  if (!route.body) return {};
  return {
    requestBody: {
      required: true,
      content: { "application/json": { schema: schemaOf(route.body, "input") } },
    },
  };
};

const answerOf = (schema: z.ZodType | null): Json =>
  schema
    ? { description: "Done", content: { "application/json": { schema: schemaOf(schema, "output") } } }
    : { description: "Done" };

const streamOf = (mediaType: string): Json => ({
  description: "A stream",
  content: { [mediaType]: { schema: { type: "string" } } },
});

/** What JSON Schema cannot say (a transform, a refinement) is left out instead of refused. */
const schemaOf = (schema: z.ZodType, io: "input" | "output"): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};
