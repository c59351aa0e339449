import type { AddressInfo } from "node:net";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { createOpenOutsideSocket } from "./open-outside-socket.ts";

const http = createServer((_request, response) => response.writeHead(302, { location: "/elsewhere" }).end());
const sockets = new WebSocketServer({ noServer: true });
let port = 0;
let isMute = false;

beforeAll(async () => {
  http.on("upgrade", (request, socket, head) => {
    if (isMute) return;
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const { host, authorization } = request.headers;
      opened.on("message", (message: Buffer) =>
        opened.send(message.toString() === "who" ? `${host} ${authorization}` : "x".repeat(2_000)),
      );
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  port = (http.address() as AddressInfo).port;
});
afterAll(() => {
  http.closeAllConnections();
  http.close();
});

const LIMITS = { timeoutMs: 500, maxBytes: 1_000 };
const loopback = () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]);

describe("a socket to a server outside", () => {
  it("opens at the address that was checked, with the host's name and the key", async () => {
    const open = createOpenOutsideSocket({ allowedHosts: [`comfy.example:${port}`] }, loopback);
    const socket = await open(`ws://comfy.example:${port}/ws`, {
      ...LIMITS,
      headers: { authorization: "Bearer k" },
    });
    socket.send("who");
    const heard = await new Promise<string>((resolve) =>
      socket.once("message", (message: Buffer) => resolve(message.toString())),
    );
    expect(heard).toBe(`comfy.example:${port} Bearer k`);
    socket.terminate();
  });

  it("is refused like any other call", async () => {
    const open = createOpenOutsideSocket({ allowedHosts: [] }, loopback);
    await expect(open("ws://127.0.0.1/ws", LIMITS)).rejects.toMatchObject({ code: "private-address" });
    await expect(open("ws://inside.example/ws", LIMITS)).rejects.toMatchObject({ code: "private-address" });
    await expect(open(`ws://8.8.8.8:${port}/ws`, LIMITS)).rejects.toMatchObject({ code: "forbidden-port" });
    await expect(open(`http://127.0.0.1:${port}/`, LIMITS)).rejects.toMatchObject({ code: "bad-url" });
  });

  it("closes when a message is too large", async () => {
    const open = createOpenOutsideSocket({ allowedHosts: ["127.0.0.1"] });
    const socket = await open(`ws://127.0.0.1:${port}/ws`, LIMITS);
    socket.send("more");
    const code = await new Promise((resolve) => socket.once("close", resolve));
    expect(code).toBe(1006);
  });

  it("is given up in time, and when the caller leaves", async () => {
    isMute = true;
    const open = createOpenOutsideSocket({ allowedHosts: ["127.0.0.1"] });
    const url = `ws://127.0.0.1:${port}/ws`;
    await expect(open(url, { ...LIMITS, timeoutMs: 50 })).rejects.toMatchObject({ code: "timed-out" });
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 50);
    await expect(open(url, { ...LIMITS, signal: caller.signal })).rejects.toMatchObject({ code: "aborted" });
    isMute = false;
  });
});
