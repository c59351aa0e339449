import { flushCompileCache } from "node:module";
import type { MessagePort } from "node:worker_threads";
import type { CallMessage, Calls, ReplyMessage } from "./store-calls.ts";

/** Answers a StoreThread's calls by the functions of the same name; ends the thread after `close`. */
export const answerCalls = <All extends Calls<All>>(port: MessagePort, calls: All): void => {
  const answer = async ({ id, name, asked }: CallMessage): Promise<ReplyMessage> => {
    try {
      const call = calls[name as keyof All] as unknown as (...asked: unknown[]) => Promise<unknown>;
      return { id, ok: true, answer: await call(...asked) };
    } catch (error) {
      if (!(error instanceof Error)) return { id, ok: false, error: String(error) };
      return { id, ok: false, error: error.message, code: "code" in error ? error.code : undefined };
    }
  };
  flushCompileCache();
  port.on("message", (message: CallMessage) => {
    void answer(message).then((reply) => {
      port.postMessage(reply);
      if (message.name === "close") port.close();
    });
  });
};
