import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocketServer, type WebSocket } from "ws";
import { createOpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import { eventually } from "../../../tests/support/eventually.ts";
import { followProgress, type FollowedProgress } from "./comfyui-progress.ts";

let server: Server;
let comfy: WebSocket;
let followed: FollowedProgress;
let reports: number[];
beforeEach(async () => {
  server = createServer();
  const sockets = new WebSocketServer({ server });
  const connected = new Promise<WebSocket>((resolve) => sockets.once("connection", resolve));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const openSocket = createOpenOutsideSocket({ allowedHosts: [host] });
  reports = [];
  followed = followProgress({
    open: () => openSocket(`ws://${host}/ws`, { timeoutMs: 2_000, maxBytes: 16 * 1024 * 1024 }),
    promptId: () => "mine",
    nodeCount: 4,
    report: (done) => reports.push(done),
  });
  await followed.opened;
  comfy = await connected;
});
afterEach(async () => {
  followed.close();
  comfy.terminate();
  await new Promise((closed) => server.close(closed));
});

const tell = (type: string, data: Record<string, unknown>): void =>
  comfy.send(JSON.stringify({ type, data: { prompt_id: "mine", ...data } }));

describe("what ComfyUI says on its socket", () => {
  it("is not read when it is too large to be news", async () => {
    tell("executing", { node: "1", padding: "x".repeat(300 * 1024) });
    comfy.send(`[${"{},".repeat(3_000_000)}{}]`);
    tell("progress", { node: "2", value: 1, max: 1 });
    await eventually(() => expect(reports).toContain(0.25));
    expect(reports).toHaveLength(1);
  });

  it("is taken no faster than news can come, and nothing of it is lost", async () => {
    const ended = followed.next();
    const startedAt = performance.now();
    for (let value = 0; value < 5_000; value += 1) tell("progress", { node: "1", value, max: 5_000 });
    tell("execution_success", {});
    await ended;
    expect(reports).toHaveLength(5_000);
    expect(performance.now() - startedAt).toBeGreaterThan(300);
  }, 20_000);

  it("names no more nodes than the workflow has", async () => {
    for (let node = 0; node < 50; node += 1) tell("executing", { node: `n${node}` });
    await eventually(() => expect(reports).toHaveLength(50));
    expect(reports.every((done) => done <= 0.75)).toBe(true);
  });
});
