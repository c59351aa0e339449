import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface TestRelay {
  /** The url that leads through the relay. */
  readonly url: string;
  /** As when the server is gone: open connections break, new ones are refused at once. */
  cut(): void;
  /** As when the network swallows everything: connections stand, and nothing arrives. */
  stall(): void;
  /** As when the server is far away: what the client says arrives so much later. */
  delay(ms: number): void;
  mend(): void;
  stop(): Promise<void>;
}

/** A stretch of network between a client and the server of `targetUrl`, which can fail in each of its ways. */
export const startRelay = async (targetUrl: string): Promise<TestRelay> => {
  const target = new URL(targetUrl);
  const sockets = new Set<Socket>();
  let state: "whole" | "cut" | "stalled" = "whole";
  let delayMs = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  };
  const forward = (from: Socket, to: Socket, lateness: () => number): void => {
    from.on("data", (data) => {
      if (state !== "whole") return;
      if (lateness() > 0) setTimeout(() => to.write(data), lateness());
      else to.write(data);
    });
    from.on("close", () => to.destroy());
  };
  const server = createServer((client) => {
    keep(client);
    if (state === "cut") return client.destroy();
    const remote = connect(Number(target.port), target.hostname);
    keep(remote);
    forward(client, remote, () => delayMs);
    forward(remote, client, () => 0);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(targetUrl);
  url.port = String((server.address() as AddressInfo).port);
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: url.href,
    cut: () => {
      state = "cut";
      breakAll();
    },
    stall: () => {
      state = "stalled";
    },
    delay: (ms) => {
      delayMs = ms;
    },
    mend: () => {
      // What was swallowed is lost, as is the connection it belonged to.
      if (state === "stalled") breakAll();
      state = "whole";
    },
    stop: async () => {
      breakAll();
      server.close();
      await once(server, "close");
    },
  };
};
