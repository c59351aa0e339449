import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { checkTarget, resolveName, type CheckedTarget, type ResolveName } from "./check-target.ts";
import { OutsideRefused } from "./outside-refused.ts";
import { ACCEPTED_ENCODINGS, readLimited } from "./read-limited.ts";
import { untilAborted } from "./until-aborted.ts";

export interface OutsideRequest {
  method?: "GET" | "POST";
  /** Only those of `REQUEST_HEADERS`. */
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** For the whole of it: names, redirects and the last byte. */
  timeoutMs: number;
  /** Of the body unpacked. */
  maxBytes: number;
  signal?: AbortSignal;
  /** 3 when absent. */
  maxRedirects?: number;
}

export interface OutsideReply {
  /** Whatever the server said; an error status is an answer too. */
  status: number;
  /** Only those of `REPLY_HEADERS`. */
  headers: Headers;
  bytes: Uint8Array;
}

/** Rejects with `OutsideRefused`. */
export type FetchOutside = (url: string, request: OutsideRequest) => Promise<OutsideReply>;

/**
 * The only way to a server that somebody else has named: a URL of theirs must never reach what only this machine can.
 * Names are resolved once and every address is checked; the connection goes to those addresses and nowhere else.
 */
export const createFetchOutside =
  (settings: { allowedHosts: readonly string[] }, resolve: ResolveName = resolveName): FetchOutside =>
  async (url, request) => {
    const rules = { allowedHosts: settings.allowedHosts, resolve };
    const timeLimit = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeLimit]) : timeLimit;
    try {
      const check = (target: string) => untilAborted(checkTarget(target, SCHEMES, rules), signal);
      return await follow(check, { ...request, url, headers: checkHeaders(request.headers), signal });
    } catch (error) {
      if (request.signal?.aborted) throw new OutsideRefused("aborted", "Given up by the caller");
      if (timeLimit.aborted)
        throw new OutsideRefused("timed-out", `No whole reply within ${request.timeoutMs} ms`);
      if (error instanceof OutsideRefused) throw error;
      throw new OutsideRefused("unreachable", describe(error), { cause: error });
    }
  };

const SCHEMES = ["http:", "https:"];
const MAX_REDIRECTS = 3;

const REQUEST_HEADERS: ReadonlySet<string> = new Set([
  "accept",
  "authorization",
  "content-type",
  "idempotency-key",
  "traceparent",
  "user-agent",
  "webhook-id",
  "webhook-signature",
  "webhook-timestamp",
  "x-api-key",
]);
const REPLY_HEADERS = ["content-type", "date", "location", "retry-after"] as const;
/** What a redirect to another origin must not take along. */
const CREDENTIALS: ReadonlySet<string> = new Set([
  "authorization",
  "idempotency-key",
  "webhook-signature",
  "x-api-key",
]);

interface Call {
  url: string;
  method?: "GET" | "POST";
  headers: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  maxBytes: number;
  signal: AbortSignal;
  maxRedirects?: number;
}

const follow = async (check: (url: string) => Promise<CheckedTarget>, first: Call): Promise<OutsideReply> => {
  let call = first;
  for (let redirects = 0; ; redirects += 1) {
    const target = await check(call.url);
    const message = await send(target, call);
    try {
      const next = redirected(target.url, call, message);
      if (!next) return await readReply(message, call.maxBytes);
      if (redirects >= (first.maxRedirects ?? MAX_REDIRECTS))
        throw new OutsideRefused("too-many-redirects", `It redirects to ${next.url.slice(0, 200)}`);
      call = next;
    } finally {
      message.destroy();
    }
  }
};

const send = (target: CheckedTarget, call: Call): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = target.url.protocol === "https:" ? requestHttps : requestHttp;
    const body = call.body === undefined ? undefined : Buffer.from(call.body);
    const sent = request(target.url, {
      method: call.method ?? "GET",
      lookup: target.lookup,
      // A connection of its own: a pooled one may lead where this call must not.
      agent: false,
      signal: call.signal,
      headers: {
        "user-agent": "Backlot",
        accept: "*/*",
        ...call.headers,
        "accept-encoding": ACCEPTED_ENCODINGS,
        ...(body && { "content-length": body.byteLength }),
      },
    });
    sent.once("response", resolve);
    // Stays: a connection that breaks after the answer has begun must not end the process.
    sent.on("error", reject);
    sent.end(body);
  });

const readReply = async (message: IncomingMessage, maxBytes: number): Promise<OutsideReply> => {
  const bytes = await readLimited(message, maxBytes);
  const headers = new Headers();
  for (const name of REPLY_HEADERS) {
    const value = message.headers[name];
    if (value !== undefined) headers.set(name, value);
  }
  return { status: message.statusCode ?? 0, headers, bytes };
};

/** The call that a redirect asks for; undefined when the reply is none. */
const redirected = (from: URL, call: Call, message: IncomingMessage): Call | undefined => {
  const status = message.statusCode ?? 0;
  const { location } = message.headers;
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  if (!URL.canParse(location, from.href))
    throw new OutsideRefused("bad-url", "It redirects to something that is no URL");
  const to = new URL(location, from);
  const headers = to.origin === from.origin ? call.headers : withoutCredentials(call.headers);
  const { body: _, method: __, ...rest } = call;
  // 307 and 308 repeat the call; the older ones have come to mean "look there".
  const repeats = status === 307 || status === 308 || (call.method ?? "GET") === "GET";
  return repeats ? { ...call, url: to.href, headers } : { ...rest, url: to.href, headers };
};

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

const withoutCredentials = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name)));

const checkHeaders = (headers: Readonly<Record<string, string>> = {}): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const lower = name.toLowerCase();
      if (!REQUEST_HEADERS.has(lower)) throw new TypeError(`The header ${name} is not sent outside`);
      return [lower, value];
    }),
  );

/** Several addresses that all refuse give an error without words, but with a code. */
const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message || ("code" in error ? String(error.code) : error.name);
};
