import type { ServerResponse } from "node:http";

/** For everything that is not a page: nothing in it may load or run anything. */
const STRICTEST_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export interface SecurityHeaderFacts {
  overHttps: boolean;
  /** Where browsers reach the sync-server, when it is not this host. */
  publicSyncUrl: string | undefined;
}

/** Every response carries these, static files and errors included, because they are set where the headers leave. */
export const addSecurityHeaders = (
  response: ServerResponse,
  host: string,
  facts: SecurityHeaderFacts,
): void => {
  const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse;
  const policyOf = createPolicyOf(host, facts);
  response.writeHead = (status: number, ...rest: unknown[]) => {
    const last = rest.at(-1);
    if (typeof last === "object" && last !== null && !Array.isArray(last)) {
      for (const [name, value] of Object.entries(last))
        if (value !== undefined) response.setHeader(name, value as string);
      rest.pop();
    }
    const policy = response.getHeader("content-security-policy");
    response.setHeader(
      "content-security-policy",
      typeof policy === "string" ? policyOf(policy) : STRICTEST_POLICY,
    );
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("x-frame-options", "DENY");
    response.setHeader("referrer-policy", "same-origin");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    response.setHeader("cross-origin-resource-policy", "same-origin");
    response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
    if (facts.overHttps)
      response.setHeader("strict-transport-security", "max-age=63072000; includeSubDomains");
    return writeHead(status, ...rest);
  };
};

/**
 * Completes kit's policy of a page: the addresses of the sync-server, which are known only now, and the page's nonce
 * for styles, which CodeMirror needs for its style element.
 */
const createPolicyOf =
  (host: string, { overHttps, publicSyncUrl }: SecurityHeaderFacts) =>
  (policy: string): string => {
    const own = /^[A-Za-z0-9.:[\]-]+$/.test(host) ? ` ${overHttps ? "wss" : "ws"}://${host}` : "";
    const other = publicSyncUrl ? ` ${new URL(publicSyncUrl).origin}` : "";
    const nonce = /'nonce-[^']+'/.exec(policy)?.[0];
    return policy
      .replace("connect-src 'self'", `connect-src 'self'${own}${other}`)
      .replace(/style-src ([^;]*)/, (directive: string) =>
        nonce && !directive.includes("nonce") && !directive.includes("unsafe-inline")
          ? `${directive} ${nonce}`
          : directive,
      );
  };
