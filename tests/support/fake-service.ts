import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { findFreePort } from "./free-port.ts";

/** How a service treats a request that matters. All but the first are trouble. */
export type Behaviour =
  | "normal"
  /** Answers, but late. */
  | "slow"
  /** Takes the request and never answers. */
  | "silent"
  /** Hangs up at once. */
  | "hangs-up"
  | "breaks-off"
  | "failing"
  | "busy"
  | "denies-key"
  | "refuses"
  /** Says it is a picture and sends a page. */
  | "lying"
  /** A hundred megabytes. */
  | "huge"
  | "gzip-bomb"
  /** Within every limit of bytes, and seconds and a gigabyte for whoever parses it. */
  | "nested-json"
  /** Refuses, and repeats the key in its reason. */
  | "tells-key"
  | "redirects-inside";

export interface RecordedCall {
  method: string;
  path: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

export interface FakeService {
  /** Without a slash at the end. */
  url: string;
  /** `host:port`, as OUTSIDE_HOSTS has it. */
  host: string;
  calls: RecordedCall[];
  /** The next calls that matter behave like this, one after the other; the last lasts. */
  behave(...behaviours: [Behaviour, ...Behaviour[]]): void;
  /** Nobody listens any more; `start` on the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

interface FakeServiceParts {
  /** Which requests a behaviour is for; the others are always answered normally. */
  matters: (call: RecordedCall, behaviour: Behaviour) => boolean;
  answer: (call: RecordedCall, response: ServerResponse) => void;
  onServer?: (server: Server) => void;
}

const SLOW_MS = 300;
/** What a refusing service says, as a stranger may: with line breaks and without an end. */
const REFUSAL = `Not in this style.\u0007\n${"x".repeat(500)}`;

export const startFakeService = async (parts: FakeServiceParts): Promise<FakeService> => {
  const port = await findFreePort();
  let server: Server | undefined;
  let behaviours: Behaviour[] = ["normal"];

  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const call: RecordedCall = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: Buffer.concat(chunks),
    };
    service.calls.push(call);
    const behaviour = behaviours[0] ?? "normal";
    if (!parts.matters(call, behaviour)) return parts.answer(call, response);
    if (behaviours.length > 1) behaviours.shift();
    if (behaviour === "normal") return parts.answer(call, response);
    if (behaviour === "slow") setTimeout(() => parts.answer(call, response), SLOW_MS);
    else makeTrouble(behaviour, call, response);
  };

  const service: FakeService = {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    calls: [],
    behave: (...next) => (behaviours = next),
    async start() {
      const started = createServer((request, response) => {
        // A client that has gone is no trouble of the fake's.
        receive(request, response).catch(() => response.destroy());
      });
      parts.onServer?.(started);
      await new Promise<void>((resolve) => started.listen(port, "127.0.0.1", resolve));
      server = started;
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (!stopping) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      stopping.closeAllConnections();
      await closed;
    },
  };
  await service.start();
  return service;
};

export const answerJson = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};

const HUGE_BYTES = 100 * 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 7);
const NESTED_LEVELS = 3.5 * 1024 * 1024;

const makeTrouble = (
  behaviour: Exclude<Behaviour, "normal" | "slow">,
  call: RecordedCall,
  response: ServerResponse,
): void => {
  switch (behaviour) {
    case "silent":
      return;
    case "hangs-up":
      response.socket?.destroy();
      return;
    case "breaks-off":
      response.writeHead(200, { "content-type": "image/png", "content-length": 10_000 });
      response.write("\x89PNG");
      setTimeout(() => response.socket?.destroy(), 20);
      return;
    case "failing":
      return answerJson(response, { error: "boom" }, 500);
    case "busy":
      response.setHeader("retry-after", "2");
      return answerJson(response, { error: "slow down" }, 429);
    case "denies-key":
      return answerJson(response, { error: "who are you" }, 401);
    case "refuses":
      return answerJson(response, { error: { message: REFUSAL } }, 400);
    case "lying":
      response.writeHead(200, { "content-type": "image/png" }).end("<html>Welcome</html>");
      return;
    case "huge":
      response.writeHead(200, { "content-type": "image/png" });
      return pour(response, HUGE_BYTES);
    case "gzip-bomb":
      response.writeHead(200, { "content-type": "image/png", "content-encoding": "gzip" });
      response.end(gzipSync(Buffer.alloc(HUGE_BYTES), { level: 1 }));
      return;
    case "nested-json":
      response.writeHead(200, { "content-type": "application/json" });
      response.end("[".repeat(NESTED_LEVELS) + "]".repeat(NESTED_LEVELS));
      return;
    case "tells-key":
      return answerJson(
        response,
        { error: `${"So ".repeat(55)}you sent ${call.headers.authorization}.` },
        400,
      );
    case "redirects-inside":
      response.writeHead(307, { location: "http://169.254.169.254/latest/meta-data/" }).end();
  }
};

/** As fast as the other side takes it. */
const pour = (response: ServerResponse, bytes: number): void => {
  let left = bytes;
  const write = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= CHUNK.byteLength;
      if (!response.write(CHUNK)) return void response.once("drain", write);
    }
    response.end();
  };
  write();
};
