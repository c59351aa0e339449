import type { ErrorCode, FieldError, Problem } from "@backlot/shared/protocol/error-codes";

/** What went wrong, in words a person can read. `unreachable` is the browser's own: no answer came. */
export interface ApiRefusal {
  code: ErrorCode | "unreachable";
  status: number;
  /** One or two sentences. */
  message: string;
  /** The message of each field of the body that was refused, by its dotted path. */
  fields: Readonly<Record<string, string>>;
}

export type ApiAnswer<T> = { ok: true; status: number; value: T } | { ok: false; refusal: ApiRefusal };

export interface ApiCall {
  method?: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, e.g. a screenplay. */
  file?: Blob;
  /** The same for the same wish, however often it is sent: it is done once. */
  idempotencyKey?: string;
  fetch?: typeof globalThis.fetch;
  signal?: AbortSignal;
}

/** The one door of the pages to `/api/v1`. Never throws for what a server or a network may do. */
export const callApi = async <T>(path: string, call: ApiCall = {}): Promise<ApiAnswer<T>> => {
  const method = call.method ?? "GET";
  const send = call.fetch ?? globalThis.fetch;
  let response: Response;
  try {
    response = await send(`/api/v1/${path}`, {
      method,
      headers: headersOf(call),
      ...(call.file
        ? { body: call.file }
        : call.body === undefined
          ? {}
          : { body: JSON.stringify(call.body) }),
      ...(call.signal ? { signal: call.signal } : {}),
    });
  } catch {
    return { ok: false, refusal: UNREACHABLE };
  }
  const text = await response.text().catch(() => undefined);
  // The connection was lost on the way: what the server did is not known.
  if (text === undefined) return { ok: false, refusal: UNREACHABLE };
  const parsed = parseJson(text);
  if (isOfProxy(response.status, parsed)) return { ok: false, refusal: UNREACHABLE };
  if (!response.ok) return { ok: false, refusal: refusalOf(response.status, parsed) };
  return { ok: true, status: response.status, value: parsed as T };
};

const UNREACHABLE: ApiRefusal = {
  code: "unreachable",
  status: 0,
  message: "The server cannot be reached. Check the connection and try again.",
  fields: {},
};

const GATEWAY_STATUSES = [502, 503, 504];

/** A proxy says that no server answered it; the server's own refusals are problem details. */
const isOfProxy = (status: number, body: unknown): boolean =>
  GATEWAY_STATUSES.includes(status) && (body as Partial<Problem> | undefined)?.code === undefined;

const headersOf = (call: ApiCall): Record<string, string> => {
  const headers: Record<string, string> = { accept: "application/json" };
  if (call.file) headers["content-type"] = call.file.type || "application/octet-stream";
  else if (call.body !== undefined) headers["content-type"] = "application/json";
  if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
  return headers;
};

const parseJson = (text: string): unknown => {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const refusalOf = (status: number, body: unknown): ApiRefusal => {
  const problem = (body ?? {}) as Partial<Problem>;
  const errors: readonly FieldError[] = Array.isArray(problem.errors) ? problem.errors : [];
  const fallback =
    status >= 500
      ? "The server could not do this. Nothing was changed. Try again."
      : "The request was refused.";
  return {
    code: problem.code ?? (status >= 500 ? "internal" : "invalid-request"),
    status,
    message: problem.detail ?? problem.title ?? fallback,
    fields: Object.fromEntries(errors.map((error) => [error.path, error.message])),
  };
};
