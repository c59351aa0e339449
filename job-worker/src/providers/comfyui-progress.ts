import type { WebSocket } from "ws";
import { z } from "zod";
import { parseForeignJson } from "@backlot/shared/server/parse-foreign-json";

const REOPEN_AFTER_MS = 1_000;
const MAX_REOPEN_AFTER_MS = 15_000;
/** What says how far it is takes a few hundred bytes. */
const MAX_NEWS_BYTES = 256 * 1024;
/** A server that talks without an end would leave the worker no time for other jobs: after so much it has to wait. */
const TAKEN_AT_ONCE_BYTES = 256 * 1024;
const COST_OF_A_MESSAGE_BYTES = 2 * 1024;
const LISTEN_AGAIN_AFTER_MS = 100;

interface ProgressParts {
  /** Opens `/ws`; may reject as often as it likes. */
  open: () => Promise<WebSocket>;
  /** The server may choose another one than was wanted. */
  promptId: () => string;
  nodeCount: number;
  /** 0–1 */
  report: (done: number, step: string) => void;
}

export interface FollowedProgress {
  /** Resolves when the socket has opened for the first time, or has not. */
  opened: Promise<void>;
  /** Resolves at the next sign that the prompt may have ended. */
  next: () => Promise<void>;
  close: () => void;
}

/** Follows ComfyUI's WebSocket as long as it lasts and opens it again when it breaks. Nothing depends on it but what people see. */
export const followProgress = ({ open, promptId, nodeCount, report }: ProgressParts): FollowedProgress => {
  const seenNodes = new Set<string>();
  let waiting: (() => void)[] = [];
  let socket: WebSocket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  let isClosed = false;
  const opened = Promise.withResolvers<void>();

  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };

  const see = (node: string): void => {
    if (seenNodes.size < nodeCount) seenNodes.add(node);
  };

  const hear = (text: Buffer): void => {
    const message = messageSchema.safeParse(parseOrNothing(text));
    if (!message.success || message.data.data.prompt_id !== promptId()) return;
    const { type, data } = message.data;
    if (ENDINGS.has(type) || (type === "executing" && data.node === null)) return wake();
    if (data.node) see(data.node);
    for (const node of data.nodes ?? []) see(node);
    const inNode = type === "progress" && data.max ? (data.value ?? 0) / data.max : 0;
    const done =
      (Math.max(0, seenNodes.size - 1) + Math.min(1, Math.max(0, inNode))) / Math.max(1, nodeCount);
    report(Math.min(1, done), "ComfyUI is drawing");
  };

  const reopen = (): void => {
    socket = undefined;
    opened.resolve();
    if (isClosed) return;
    // What happened in between is in the history.
    wake();
    timer = setTimeout(connect, Math.min(MAX_REOPEN_AFTER_MS, REOPEN_AFTER_MS * 2 ** failures));
    failures += 1;
  };

  function connect(): void {
    open().then((fresh) => {
      if (isClosed) return fresh.terminate();
      socket = fresh;
      failures = 0;
      opened.resolve();
      listenTo(fresh, hear);
      fresh.once("close", reopen);
      wake();
    }, reopen);
  }
  connect();

  return {
    opened: opened.promise,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      socket?.terminate();
      wake();
    },
  };
};

const listenTo = (socket: WebSocket, hear: (text: Buffer) => void): void => {
  let taken = 0;
  socket.on("message", (data, isBinary) => {
    const content = data as Buffer;
    // Binary messages are previews.
    if (!isBinary && content.byteLength <= MAX_NEWS_BYTES) hear(content);
    taken += content.byteLength + COST_OF_A_MESSAGE_BYTES;
    if (taken < TAKEN_AT_ONCE_BYTES || socket.isPaused) return;
    taken = 0;
    socket.pause();
    setTimeout(() => socket.resume(), LISTEN_AGAIN_AFTER_MS);
  });
};

const ENDINGS: ReadonlySet<string> = new Set([
  "execution_success",
  "execution_error",
  "execution_interrupted",
]);

const messageSchema = z.object({
  type: z.string(),
  data: z.object({
    prompt_id: z.string(),
    node: z.string().nullish(),
    nodes: z.array(z.string()).optional(),
    value: z.number().optional(),
    max: z.number().optional(),
  }),
});

const parseOrNothing = (text: Buffer): unknown => {
  try {
    return parseForeignJson(text);
  } catch {
    // A stranger's socket may say anything.
    return undefined;
  }
};
