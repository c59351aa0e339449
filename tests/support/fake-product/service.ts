import { createServer } from "node:http";
import { writeSync } from "node:fs";

/** The least a supervised service is: health, a log line, an end on SIGTERM and when the supervisor is gone. */
const port = Number(process.argv[2]);
const server = createServer((_request, response) => response.end("{}"));
server.listen(port, "127.0.0.1", () => {
  writeSync(1, `${JSON.stringify({ level: 30, msg: "listening", redisUrl: process.env.REDIS_URL })}\n`);
  process.send?.({ type: "first-run-link", url: `http://localhost:${port}/welcome#abc` });
});
process.on("SIGTERM", () => process.exit(0));
process.on("disconnect", () => process.exit(0));
