import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceDefinition } from "./product-services.ts";

const RETRY_MS = 100;

/** The first port that somebody else holds, as one line that names its setting; undefined = all are free. */
export const findPortProblem = async (
  services: readonly ServiceDefinition[],
  host: string,
  patienceMs: number,
): Promise<string | undefined> => {
  const deadline = Date.now() + patienceMs;
  for (const { name, port, portSetting } of services) {
    const twin = services.find((other) => other.name !== name && other.port === port);
    if (twin) return `${portSetting} and ${twin.portSetting} are both ${port}; give them different ports.`;
    let refusal = await tryPort(port, host);
    while (refusal === "EADDRINUSE" && Date.now() < deadline) {
      await delay(RETRY_MS);
      refusal = await tryPort(port, host);
    }
    if (refusal === "EADDRINUSE") {
      return `Port ${port} (${name}) is taken by another program; set ${portSetting} to a free one, for example ${portSetting}=${port + 100} npm start.`;
    }
    if (refusal)
      return `Port ${port} (${name}) cannot be opened on ${host} (${refusal}); check ${portSetting} and HOST.`;
  }
  return undefined;
};

const tryPort = (port: number, host: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
