import { setTimeout as delay } from "node:timers/promises";
import type { ServiceDefinition } from "./product-services.ts";

const POLL_MS = 100;

/** Resolves when every service has answered `/readyz` with 200 once; false when aborted. */
export const waitUntilReady = async (
  services: readonly ServiceDefinition[],
  host: string,
  signal: AbortSignal,
): Promise<boolean> => {
  const waiting = new Set(services);
  while (waiting.size > 0) {
    if (signal.aborted) return false;
    await Promise.all(
      [...waiting].map(async (service) => (await isReady(service, host)) && waiting.delete(service)),
    );
    if (waiting.size > 0) await delay(POLL_MS);
  }
  return true;
};

const isReady = async ({ port }: ServiceDefinition, host: string): Promise<boolean> => {
  try {
    const response = await fetch(`http://${reachable(host)}:${port}/readyz`, {
      signal: AbortSignal.timeout(2_000),
    });
    await response.body?.cancel();
    return response.status === 200;
  } catch {
    return false;
  }
};

const reachable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
};
