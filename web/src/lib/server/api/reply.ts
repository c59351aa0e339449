import { createHash } from "node:crypto";
import {
  ERROR_CODES,
  type ErrorCode,
  type FieldError,
  type Problem,
} from "@backlot/shared/protocol/error-codes";

/** What a route answers: JSON, bytes, a stream, or nothing. */
export interface Reply {
  status: number;
  body?: unknown;
  bytes?: { content: Uint8Array; mediaType: string };
  /** Goes out piece by piece; its type stands in the headers. */
  stream?: ReadableStream<Uint8Array>;
  headers?: Record<string, string>;
  /** `Set-Cookie` values. */
  cookies?: string[];
}

export const reply = (status: number, body?: unknown, more: Omit<Reply, "status" | "body"> = {}): Reply => ({
  status,
  body,
  ...more,
});

/** A problem+json answer. Whatever may not be seen and whatever is not there give the same words. */
export const refuse = (
  code: ErrorCode,
  more: { detail?: string; errors?: FieldError[]; headers?: Record<string, string> } = {},
): Reply => {
  const { status, title } = ERROR_CODES[code];
  const problem: Problem = { type: "about:blank", title, status, code };
  if (more.detail !== undefined) problem.detail = more.detail;
  if (more.errors !== undefined) problem.errors = more.errors;
  return { status, body: problem, headers: { ...more.headers, "content-type": "application/problem+json" } };
};

export const toResponse = (answer: Reply, request: Request): Response => {
  const headers = new Headers(answer.headers);
  for (const cookie of answer.cookies ?? []) headers.append("set-cookie", cookie);
  if (!headers.has("cache-control")) headers.set("cache-control", "private, no-cache");
  if (answer.stream) return new Response(answer.stream, { status: answer.status, headers });
  let content: string | Uint8Array<ArrayBuffer> | null = null;
  if (answer.bytes) {
    content = answer.bytes.content as Uint8Array<ArrayBuffer>;
    headers.set("content-type", answer.bytes.mediaType);
  } else if (answer.body !== undefined) {
    content = JSON.stringify(answer.body);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
  }
  if (request.method === "GET" && answer.status === 200 && content !== null) {
    // Weak, because the same content may travel compressed or not.
    if (!headers.has("etag"))
      headers.set("etag", `W/"${createHash("sha256").update(content).digest("base64url").slice(0, 27)}"`);
    if (hasTag(request, headers.get("etag"))) return new Response(null, { status: 304, headers });
  }
  return new Response(request.method === "HEAD" ? null : content, { status: answer.status, headers });
};

/** Whether the client already holds this version (`If-None-Match`, compared weakly). */
export const hasTag = (request: Request, etag: string | null): boolean => {
  const known = request.headers.get("if-none-match");
  if (known === null || etag === null) return false;
  const bare = (tag: string): string => tag.trim().replace(/^W\//, "");
  return known.trim() === "*" || known.split(",").some((tag) => bare(tag) === bare(etag));
};
