import type { IncomingMessage, ServerResponse } from "node:http";
import { timingSafeEqual } from "node:crypto";
import type { Registry } from "prom-client";

export type DependencyState = "ok" | "degraded" | "down";
export interface Readiness {
  /** "down" answers 503: the process cannot serve. */
  status: DependencyState;
  dependencies: Record<string, DependencyState>;
}

export interface HealthParts {
  readiness: () => Readiness | Promise<Readiness>;
  metrics: Registry;
  metricsToken: string | undefined;
}

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
};

const isLoopback = (address: string | undefined): boolean =>
  address === "127.0.0.1" || address === "::1" || address === "::ffff:127.0.0.1";

/** Metrics are for loopback without a proxy's mark, or for who has the bearer token. */
const maySeeMetrics = (request: IncomingMessage, metricsToken: string | undefined): boolean => {
  const forwarded = Object.keys(request.headers).some(
    (name) => name === "forwarded" || name.startsWith("x-forwarded-"),
  );
  if (isLoopback(request.socket.remoteAddress) && !forwarded) return true;
  if (metricsToken === undefined) return false;
  const given = Buffer.from(request.headers.authorization ?? "");
  const expected = Buffer.from(`Bearer ${metricsToken}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
};

/** Answers `/healthz`, `/readyz` and `/metrics`; false = not one of them, the caller goes on. */
export const answerHealth = async (
  request: IncomingMessage,
  response: ServerResponse,
  parts: HealthParts,
): Promise<boolean> => {
  const path = request.url?.split("?", 1)[0];
  if (path === "/healthz") {
    sendJson(response, 200, { status: "ok" });
    return true;
  }
  if (path === "/readyz") {
    const readiness = await parts.readiness();
    sendJson(response, readiness.status === "down" ? 503 : 200, readiness);
    return true;
  }
  if (path === "/metrics") {
    if (!maySeeMetrics(request, parts.metricsToken)) {
      sendJson(response, 403, { status: "forbidden" });
      return true;
    }
    response.writeHead(200, { "content-type": parts.metrics.contentType });
    response.end(await parts.metrics.metrics());
    return true;
  }
  return false;
};
