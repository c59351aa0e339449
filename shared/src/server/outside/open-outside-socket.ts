import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";
import { WebSocket } from "ws";
import { checkTarget, resolveName, type CheckedTarget, type ResolveName } from "./check-target.ts";
import { OutsideRefused } from "./outside-refused.ts";
import { untilAborted } from "./until-aborted.ts";

interface SocketRequest {
  headers?: { authorization?: string };
  /** Until it is open. */
  timeoutMs: number;
  /** Of one message; a larger one ends the socket. */
  maxBytes: number;
  signal?: AbortSignal;
}

/** Resolves with an open socket; rejects with `OutsideRefused`. What the server says at once may be missed. */
export type OpenOutsideSocket = (url: string, request: SocketRequest) => Promise<WebSocket>;

/** The guard of `fetch-outside.ts` for WebSockets. Redirects are not followed, and nothing is unpacked. */
export const createOpenOutsideSocket =
  (settings: { allowedHosts: readonly string[] }, resolve: ResolveName = resolveName): OpenOutsideSocket =>
  async (url, request) => {
    const timeLimit = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([request.signal, timeLimit]) : timeLimit;
    try {
      const rules = { allowedHosts: settings.allowedHosts, resolve };
      const target = await untilAborted(checkTarget(url, ["ws:", "wss:"], rules), signal);
      return await open(target, request, signal);
    } catch (error) {
      if (request.signal?.aborted) throw new OutsideRefused("aborted", "Given up by the caller");
      if (timeLimit.aborted) throw new OutsideRefused("timed-out", `Not open within ${request.timeoutMs} ms`);
      if (error instanceof OutsideRefused) throw error;
      throw new OutsideRefused("unreachable", error instanceof Error ? error.message : String(error), {
        cause: error,
      });
    }
  };

const open = (
  { url, lookup }: CheckedTarget,
  { headers = {}, maxBytes }: SocketRequest,
  signal: AbortSignal,
): Promise<WebSocket> =>
  new Promise((opened, refused) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const socket = new WebSocket(url, {
      headers: { "user-agent": "Backlot", ...headers },
      maxPayload: maxBytes,
      perMessageDeflate: false,
      followRedirects: false,
      createConnection: () =>
        url.protocol === "wss:"
          ? connectTls({ host, port: Number(url.port || 443), lookup, servername: host })
          : connectTcp({ host, port: Number(url.port || 80), lookup }),
    });
    const abort = (): void => socket.terminate();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("open", () => {
      signal.removeEventListener("abort", abort);
      opened(socket);
    });
    // Stays: after the opening, "close" tells the rest.
    socket.on("error", (error) => {
      signal.removeEventListener("abort", abort);
      refused(error);
    });
  });
