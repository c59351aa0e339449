import type {
  FetchOutside,
  OutsideReply,
  OutsideRequest,
} from "@backlot/shared/server/outside/fetch-outside";
import { OutsideRefused } from "@backlot/shared/server/outside/outside-refused";
import { parseForeignJson } from "@backlot/shared/server/parse-foreign-json";
import { ProviderFailure, REFUSAL_WORDS } from "./provider.ts";

interface ServiceCall extends OutsideRequest {
  signal: AbortSignal;
  /** The request may be sent twice with one effect: it only reads, or it carries a key that the service knows. */
  isIdempotent: boolean;
}

/** One call; answers what came with a good status and rejects with a `ProviderFailure` for everything else. */
export const callService = async (
  fetchOutside: FetchOutside,
  url: string,
  { isIdempotent, ...request }: ServiceCall,
): Promise<OutsideReply> => {
  const reply = await fetchOutside(url, request).catch((error: unknown) => {
    if (request.signal.aborted) throw request.signal.reason;
    throw error instanceof OutsideRefused ? explainRefusal(error, isIdempotent) : error;
  });
  if (reply.status >= 200 && reply.status < 300) return reply;
  throw explainStatus(reply, { isIdempotent, key: keyOf(request) });
};

const keyOf = ({ headers }: OutsideRequest): string | undefined =>
  headers?.["authorization"]?.replace(/^Bearer /, "");

/** JSON of a reply; a `ProviderFailure` when it is none, or is more than `maxValues` values of it. */
export const readJson = (
  reply: OutsideReply,
  words = "The service's reply cannot be read.",
  maxValues?: number,
): unknown => {
  try {
    return parseForeignJson(reply.bytes, maxValues === undefined ? {} : { maxValues });
  } catch (error) {
    throw new ProviderFailure({ kind: "unusable", words }, { cause: error });
  }
};

/** The reason a service gives, short and on one line; undefined when it gives none. */
const quoteReason = (reply: OutsideReply, key: string | undefined): string | undefined => {
  if (reply.bytes.byteLength > MAX_REASON_BYTES) return undefined;
  const reason = findReason(parseOrNothing(reply.bytes));
  return reason === undefined ? undefined : tidy(reason, key);
};

/** Words of a stranger, made fit to be shown: everybody on the canvas reads them, and nobody is to read the service's key there. */
export const tidy = (words: string, key: string | undefined): string => {
  const plain = hideKey(words, key)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .toWellFormed();
  return plain.length <= MAX_REASON_LENGTH ? plain : `${plain.slice(0, MAX_REASON_LENGTH).trim()} …`;
};

export const hideKey = (text: string, key: string | undefined): string =>
  key ? text.replaceAll(key, "[key]") : text;

const MAX_REASON_BYTES = 64 * 1024;
const MAX_REASON_LENGTH = 200;

const explainRefusal = (error: OutsideRefused, isIdempotent: boolean): ProviderFailure => {
  const facts = { cause: error };
  switch (error.code) {
    case "timed-out":
      return new ProviderFailure(
        { kind: "away", reason: "timed-out" },
        { ...facts, isRepeatable: isIdempotent },
      );
    case "unreachable": {
      const wasSent = !NEVER_SENT.has(codeOf(error.cause));
      return new ProviderFailure(
        { kind: "away", reason: wasSent ? "broken-off" : "unreachable" },
        { ...facts, isRepeatable: isIdempotent || !wasSent },
      );
    }
    case "aborted":
      return new ProviderFailure({ kind: "away", reason: "broken-off" }, facts);
    default:
      return new ProviderFailure({ kind: "unusable", words: REFUSAL_WORDS[error.code] }, facts);
  }
};

/** The connection was never made. */
const NEVER_SENT: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

const codeOf = (cause: unknown): unknown =>
  cause instanceof Error && "code" in cause ? cause.code : undefined;

const explainStatus = (
  reply: OutsideReply,
  { isIdempotent, key }: { isIdempotent: boolean; key: string | undefined },
): ProviderFailure => {
  const { status } = reply;
  const reason = quoteReason(reply, key);
  if (isOutOfCredit(reply)) return refusal("The account at the service has no credit left.");
  if (status === 429 || (status === 503 && reply.headers.has("retry-after"))) {
    return new ProviderFailure(
      { kind: "busy", retryAfterMs: readRetryAfterMs(reply.headers.get("retry-after")) },
      { isRepeatable: true },
    );
  }
  if (status >= 500 || status === 408)
    return new ProviderFailure({ kind: "away", reason: "in-trouble" }, { isRepeatable: isIdempotent });
  if (status === 401 || status === 403)
    return refusal("The service does not accept the key. The owner of this workspace can change it.");
  if (!reason && (status === 404 || status === 410))
    return refusal("The service does not know this function any more. Tell the owner of this workspace.");
  return refusal(
    reason ? `The service will not do this: ${reason}` : `The service will not do this (${status}).`,
  );
};

/** OpenAI says so with the status of "too fast"; waiting does not help. */
const isOutOfCredit = (reply: OutsideReply): boolean =>
  reply.status === 402 ||
  (reply.status === 429 &&
    Buffer.from(reply.bytes).subarray(0, MAX_REASON_BYTES).includes("insufficient_quota"));

const refusal = (words: string): ProviderFailure => new ProviderFailure({ kind: "refused", words });

const DEFAULT_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 120_000;

/** Seconds or a date (RFC 9110, 10.2.3). */
export const readRetryAfterMs = (value: string | null, nowMs = Date.now()): number => {
  if (value === null || value.trim() === "") return DEFAULT_PAUSE_MS;
  const seconds = Number(value);
  const wanted = Number.isNaN(seconds) ? Date.parse(value) - nowMs : seconds * 1000;
  return Number.isNaN(wanted) ? DEFAULT_PAUSE_MS : Math.min(MAX_PAUSE_MS, Math.max(500, wanted));
};

const parseOrNothing = (bytes: Uint8Array): unknown => {
  try {
    return parseForeignJson(bytes);
  } catch {
    // A page of HTML says nothing to a filmmaker.
    return undefined;
  }
};

/** Where services put their reason: problem+json, OpenAI's `error.message`, ComfyUI's `error.message`, and plain `error`. */
const findReason = (body: unknown): string | undefined => {
  if (typeof body !== "object" || body === null) return undefined;
  const { error, detail, message } = body as Record<string, unknown>;
  if (typeof error === "string") return error;
  if (typeof error === "object" && error !== null) return findReason(error);
  if (typeof detail === "string") return detail;
  return typeof message === "string" ? message : undefined;
};
