import type { z } from "zod";
import type { CallScope } from "../access.ts";
import type { Parts } from "../parts.ts";
import type { Visitor } from "../visitor.ts";
import type { Reply } from "./reply.ts";

export const HTTP_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof HTTP_METHODS)[number];

/** What is known before the body has been read. */
export interface RouteContext {
  readonly parts: Parts;
  readonly visitor: Visitor;
  readonly request: Request;
  readonly url: URL;
  readonly clientAddress: string;
  /** Whom the limits count: a key, a person, a guest, or an address. */
  readonly actorKey: string;
  /** The `:names` of the path. */
  readonly params: Readonly<Record<string, string>>;
}

export type AccessDecision<Grant> = { ok: true; grant: Grant } | { ok: false; reply: Reply };
export type Access<Grant> = (context: RouteContext) => Promise<AccessDecision<Grant>> | AccessDecision<Grant>;

export interface RouteCall<Grant, Query, Body> extends RouteContext {
  /** What `access` has found. */
  readonly grant: Grant;
  readonly query: Query;
  readonly body: Body;
}

interface RouteFacts<Grant> {
  readonly method: HttpMethod;
  /** Below /api/v1, e.g. `canvases/:canvasId/content`. */
  readonly path: string;
  /** One line for the reference. */
  readonly summary: string;
  /** Decided before the body is read. */
  readonly access: Access<Grant>;
  /** Only for a signed-in person, a guest of a review link, or anybody: for the reference. */
  readonly audience: "anyone" | "person" | "person-or-guest";
  /** What an API key must hold to make this call. */
  readonly scope: CallScope;
  /** Request headers with a meaning of their own → what they do: for the reference. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The media type of an answer that goes on. */
  readonly streams?: string;
  /** Status → what the body holds; `null` = no body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
}

export interface Route<Grant = unknown, Query = unknown, Body = unknown> extends RouteFacts<Grant> {
  readonly query?: z.ZodType<Query>;
  /** A JSON body. */
  readonly body?: z.ZodType<Body>;
  /** A raw body instead, handed over as bytes. */
  readonly bytes?: { readonly maxBytes: number };
  readonly handle: (call: RouteCall<Grant, Query, Body>) => Promise<Reply> | Reply;
}

/** Infers what `handle` gets from `access`, `query` and `body`. */
export const defineRoute = <Grant, Query = undefined, Body = undefined>(
  route: Route<Grant, Query, Body>,
): Route => route as unknown as Route;

/** A route that takes the body as it is. */
export const defineUploadRoute = <Grant, Query = undefined>(
  route: Route<Grant, Query, Uint8Array> & { readonly bytes: { readonly maxBytes: number } },
): Route => route as unknown as Route;
