/** The addresses that are ours: `ORIGIN`, or the loopback names on our port while it is unset. */
export interface OwnOrigins {
  readonly all: readonly string[];
  readonly overHttps: boolean;
  isOwn(origin: string): boolean;
  /** What our addresses begin with in an answer: what the request named when that is ours; a client can name any Host. */
  baseFor(url: URL): string;
}

export const createOwnOrigins = (configured: string | undefined, port: number): OwnOrigins => {
  const suffix = port === 80 ? "" : `:${port}`;
  const all = configured
    ? [configured]
    : ["localhost", "127.0.0.1", "[::1]"].map((host) => `http://${host}${suffix}`);
  const [first = ""] = all;
  const isOwn = (origin: string): boolean => all.includes(origin);
  return {
    all,
    overHttps: configured?.startsWith("https:") ?? false,
    isOwn,
    baseFor: (url) => (isOwn(url.origin) ? url.origin : first),
  };
};

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
export const isSafeMethod = (method: string): boolean => SAFE_METHODS.has(method);

/**
 * Whether a request may change something in the name of its cookie. Browsers name the Origin of every unsafe
 * request; where a proxy has stripped it, `Sec-Fetch-Site` must say the same.
 */
export const comesFromOwnPage = (request: Request, origins: OwnOrigins): boolean => {
  const origin = request.headers.get("origin");
  return origin === null ? request.headers.get("sec-fetch-site") === "same-origin" : origins.isOwn(origin);
};
