import { Worker } from "node:worker_threads";
import type { StoreReply, StoreRequest } from "./sqlite-messages.ts";

type WithoutId<Request> = Request extends unknown ? Omit<Request, "id"> : never;
export type StoreQuestion = WithoutId<StoreRequest>;
export type StoreAnswer = Extract<StoreReply, { ok: true }>;

/** One worker thread that answers questions in order. A thread that dies is replaced; its open questions reject. */
export class StoreThread {
  readonly #module: URL;
  readonly #path: string;
  readonly #open = new Map<
    number,
    { resolve: (answer: StoreAnswer) => void; reject: (error: Error) => void }
  >();
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(module: URL, path: string) {
    this.#module = module;
    this.#path = path;
  }

  ask(question: StoreQuestion): Promise<StoreAnswer> {
    if (this.#isClosed) return Promise.reject(new Error("The document store is closed"));
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<StoreAnswer>();
    this.#open.set(id, { resolve, reject });
    this.#worker.postMessage({ ...question, id });
    return promise;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#worker) await this.ask({ kind: "close" });
    this.#isClosed = true;
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { workerData: { path: this.#path } });
    worker.on("message", (reply: StoreReply) => {
      const question = this.#open.get(reply.id);
      this.#open.delete(reply.id);
      if (reply.ok) question?.resolve(reply);
      else question?.reject(new Error(reply.error));
    });
    worker.on("error", (error) =>
      this.#lose(worker, error instanceof Error ? error : new Error(String(error))),
    );
    worker.on("exit", () => this.#lose(worker, new Error("The thread of the document store ended")));
    return worker;
  }

  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }
}
