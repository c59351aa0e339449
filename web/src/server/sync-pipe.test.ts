import { once } from "node:events";
import { createServer } from "node:http";
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from "node:net";
import { createLogger } from "@backlot/shared/server/logger";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openClientAddress } from "@backlot/shared/server/client-address";
import { pipeToSyncServer } from "./sync-pipe.ts";

const SECRET = "a secret of the tests, long enough";
const portOf = (server: Server): number => (server.address() as AddressInfo).port;

let head: Promise<string>;
const sync = createTcpServer((socket) => {
  socket.on("error", () => undefined);
  head = once(socket, "data").then(([data]) => String(data));
});
const webBehind = (trustedProxies: number): Server =>
  createServer().on("upgrade", (request, socket, firstBytes) =>
    pipeToSyncServer(request, socket, firstBytes, {
      syncPort: portOf(sync),
      secret: SECRET,
      trustedProxies,
      logger: createLogger("web", "silent"),
    }),
  );
const [alone, behindProxy] = [webBehind(0), webBehind(1)];
beforeAll(() =>
  Promise.all([sync, alone, behindProxy].map((server) => once(server.listen(0, "127.0.0.1"), "listening"))),
);
afterAll(() => {
  for (const server of [sync, alone, behindProxy]) server.close();
});

const headFrom = async (web: Server, ...headers: string[]): Promise<string> => {
  const arrived = once(sync, "connection");
  const browser = connect(portOf(web), "127.0.0.1");
  browser.on("error", () => undefined);
  browser.write(
    ["GET /sync HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket", ...headers, "", ""].join(
      "\r\n",
    ),
  );
  await arrived;
  const got = await head;
  browser.destroy();
  return got;
};
const sealedIn = (text: string): string[] =>
  [...text.matchAll(/^x-backlot-client: (.*)\r$/gim)].map((match) => match[1] ?? "");

it("tells the sync-server whose WebSocket it hands on, and lets nobody else say so", async () => {
  const forged = "X-Backlot-Client: 6.6.6.6 x";
  const [sealed = "", ...others] = sealedIn(await headFrom(alone, forged, "X-Forwarded-For: 5.5.5.5"));
  expect(others).toEqual([]);
  expect(openClientAddress(sealed, SECRET)).toBe("127.0.0.1");
});

it("hands on what the operator's own proxy saw", async () => {
  const [sealed = ""] = sealedIn(await headFrom(behindProxy, "X-Forwarded-For: 6.6.6.6, 5.5.5.5"));
  expect(openClientAddress(sealed, SECRET)).toBe("5.5.5.5");
});
