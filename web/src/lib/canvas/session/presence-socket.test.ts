import type { AddressInfo } from "node:net";
import * as encoding from "lib0/encoding";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { PRESENCE_CHANGES_FRAME, PRESENCE_SUBPROTOCOL } from "@backlot/shared/presence/wire/presence-format";
import { writeEveryone } from "@backlot/shared/presence/wire/write-presence";
import { createPresenceSocket } from "./presence-socket.ts";

const servers: WebSocketServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** Chooses this subprotocol, or answers to none. */
const listen = async (subprotocol: string | false): Promise<{ server: WebSocketServer; url: string }> => {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => subprotocol });
  servers.push(server);
  await new Promise((resolve) => server.once("listening", resolve));
  return { server, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const isOpened = (socket: WebSocket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => resolve(true));
    socket.addEventListener("error", () => resolve(false));
  });

describe("the socket of a page", () => {
  it("hands a frame of changes to each listener once, as awareness, and stops with the listener", async () => {
    const { server, url } = await listen(PRESENCE_SUBPROTOCOL);
    const socket = new (createPresenceSocket())(url);
    expect(await isOpened(socket)).toBe(true);
    const heard: number[][] = [[], []];
    const listeners = heard.map((types) => (event: MessageEvent<ArrayBuffer>) => {
      types.push(new Uint8Array(event.data)[2]!);
    });
    for (const listener of listeners) socket.addEventListener("message", listener);
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, "d");
    encoding.writeVarUint(encoder, PRESENCE_CHANGES_FRAME);
    encoding.writeVarUint8Array(encoder, writeEveryone(1, []));
    const [client] = server.clients;
    const send = (frame: Uint8Array): Promise<void> =>
      new Promise((resolve) => {
        socket.addEventListener("message", () => resolve(), { once: true });
        client?.send(frame);
      });
    await send(encoding.toUint8Array(encoder));
    await send(Uint8Array.of(1, 100, 8));
    expect(heard).toEqual([
      [1, 8],
      [1, 8],
    ]);
    socket.removeEventListener("message", listeners[0]!);
    await send(Uint8Array.of(1, 100, 7));
    expect(heard).toEqual([
      [1, 8],
      [1, 8, 7],
    ]);
    socket.close();
  });

  it("comes without an offer in the end where the server answers to none", async () => {
    const { url } = await listen(false);
    const PresenceSocket = createPresenceSocket();
    const attempts: boolean[] = [];
    while (!attempts.includes(true) && attempts.length < 10)
      attempts.push(await isOpened(new PresenceSocket(url)));
    expect(attempts).toEqual([false, false, false, false, false, true]);
  });
});
