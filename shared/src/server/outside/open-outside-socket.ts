import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import { checkTarget, resolveName, type ResolveName } from "./check-target.ts";
import { OutsideRefused } from "./outside-refused.ts";

/** Resolves with an open socket; rejects with `OutsideRefused`. A message over `maxBytes` closes it with 1009. */
export type OpenOutsideSocket = (
  url: string,
  request: {
    headers?: { authorization?: string };
    timeoutMs: number;
    maxBytes: number;
    signal?: AbortSignal;
  },
) => Promise<WebSocket>;

/** The guard of `fetch-outside.ts` for WebSockets. Redirects are not followed, and nothing is unpacked. */
export const createOpenOutsideSocket =
  (settings: { allowedHosts: readonly string[] }, resolve: ResolveName = resolveName): OpenOutsideSocket =>
  async (url, { headers = {}, timeoutMs, maxBytes, signal }) => {
    const deadline = Date.now() + timeoutMs;
    const target = await checkTarget(url, ["ws:", "wss:"], { ...settings, resolve });
    if (signal?.aborted) throw new OutsideRefused("aborted", "Given up by the caller");
    const host = target.url.hostname.replace(/^\[|\]$/g, "");
    const { lookup } = target;
    const socket = new WebSocket(target.url, {
      headers: { "user-agent": "Backlot", ...headers },
      maxPayload: maxBytes,
      handshakeTimeout: Math.max(1, deadline - Date.now()),
      perMessageDeflate: false,
      followRedirects: false,
      createConnection: () =>
        target.url.protocol === "wss:"
          ? connectTls({ host, port: Number(target.url.port || 443), lookup, servername: host })
          : connectTcp({ host, port: Number(target.url.port || 80), lookup }),
    });
    return new Promise((opened, refused) => {
      const abort = (): void => socket.terminate();
      signal?.addEventListener("abort", abort, { once: true });
      socket.once("open", () => {
        signal?.removeEventListener("abort", abort);
        opened(socket);
      });
      // Stays: after the opening, "close" tells the rest.
      socket.on("error", (error) => {
        signal?.removeEventListener("abort", abort);
        refused(explain(error, signal));
      });
    });
  };

const explain = (error: Error, signal: AbortSignal | undefined): OutsideRefused => {
  if (signal?.aborted) return new OutsideRefused("aborted", "Given up by the caller");
  const code = error.message.includes("handshake has timed out") ? "timed-out" : "unreachable";
  return new OutsideRefused(code, error.message, { cause: error });
};
