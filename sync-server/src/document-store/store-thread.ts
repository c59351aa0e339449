import { setTimeout as wait } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { CanvasLogPlace } from "@backlot/shared/server/canvas-log/open-canvas-log";
import type { CallMessage, Calls, ReplyMessage } from "./store-calls.ts";

interface OpenCall {
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** One worker thread that answers the calls of `All`. A thread that dies is replaced; its open calls reject. */
export class StoreThread<All extends Calls<All> & { close(): Promise<void> }> {
  readonly #module: URL;
  readonly #place: CanvasLogPlace;
  readonly #open = new Map<number, OpenCall>();
  #worker: Worker | undefined;
  #lastId = 0;
  #isClosed = false;

  constructor(module: URL, place: CanvasLogPlace) {
    this.#module = module;
    this.#place = place;
  }

  call<Name extends keyof All & string>(name: Name, ...asked: Parameters<All[Name]>): ReturnType<All[Name]> {
    return this.#call(name, asked) as ReturnType<All[Name]>;
  }

  /** What it was asked before is finished, unless that takes longer than `graceMs`. */
  async close(graceMs: number): Promise<void> {
    if (this.#isClosed) return;
    const worker = this.#worker;
    const finished = worker && this.#call("close", []).catch(() => undefined);
    this.#isClosed = true;
    if (!worker) return;
    await Promise.race([finished, wait(graceMs, undefined, { ref: false })]);
    await worker.terminate();
  }

  #call(name: string, asked: unknown[]): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(new Error("The document store is closed"));
    this.#worker ??= this.#start();
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#open.set(id, { resolve, reject });
    this.#worker.postMessage({ id, name, asked } satisfies CallMessage);
    return promise;
  }

  #start(): Worker {
    const worker = new Worker(this.#module, { workerData: this.#place });
    worker.on("message", (reply: ReplyMessage) => {
      const call = this.#open.get(reply.id);
      this.#open.delete(reply.id);
      if (reply.ok) call?.resolve(reply.answer);
      // What went wrong is told by the code at the start: a folder that cannot be written, a file in its place.
      else call?.reject(Object.assign(new Error(reply.error), { code: reply.code }));
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
