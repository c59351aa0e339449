import { createServer } from "node:net";

const FIRST_PORT = 20_000;
const PORT_COUNT = 12_000;

/** A port below the kernel's own range (32768 and up), where an outgoing connection could take it first. */
export const findFreePort = async (): Promise<number> => {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORT_COUNT);
    if (await isFree(port)) return port;
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
