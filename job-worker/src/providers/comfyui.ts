import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { OutsideConfigOf } from "@backlot/shared/functions/outside-functions";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import type { OpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import { tidy } from "./call-service.ts";
import { followProgress } from "./comfyui-progress.ts";
import { createComfyServer, type ComfyEnd, type ComfyServer } from "./comfyui-server.ts";
import { fillWorkflow, latentSizeOf, usesReference } from "./comfyui-workflow.ts";
import { ProviderFailure, type Provider, type ProviderCall } from "./provider.ts";

/** The socket says when to look; this often we look although it is silent. */
const LOOK_EVERY_MS = 2_000;
const STOP_WITHIN_MS = 5_000;
/** More than a job is ever tried, by itself and by hand. */
const MAX_ATTEMPTS = 20;

/**
 * A ComfyUI server with a workflow of the owner's. What `/history` says is the truth; the WebSocket only tells how far
 * it is and when to look. A run that is repeated finds the prompt of its job again instead of queueing another.
 */
export const createComfyUi =
  (
    config: OutsideConfigOf<"comfyui">,
    secret: string | undefined,
    { fetchOutside, openSocket }: { fetchOutside: FetchOutside; openSocket: OpenOutsideSocket },
  ): Provider =>
  async (call) => {
    const { signal, report } = call;
    const server = createComfyServer(config.baseUrl, secret, fetchOutside, signal);
    report(0.05, "Asking ComfyUI");
    const { id, ended } = await findPrompt(server, call.input.jobId);
    const promptId = ended ? id : await enqueue(config, server, call, id);
    const end =
      ended ??
      (await withProgress(call, promptId, (news) => untilEnded(server, promptId, news, signal)).catch(
        async (error: unknown) => {
          if (signal.aborted) await stopThere(config, secret, fetchOutside, promptId);
          throw error;
        },
      ));
    if (end.state === "failed")
      throw new ProviderFailure({ kind: "refused", words: `ComfyUI could not do this: ${tidy(end.reason)}` });
    const [image] = end.images;
    if (!image)
      throw new ProviderFailure({ kind: "unusable", words: "The ComfyUI workflow made no picture." });
    report(0.9, "Fetching the picture");
    return { kind: "image", bytes: await server.fetchImage(image) };

    async function withProgress<T>(
      { input }: ProviderCall,
      id: string,
      work: (news: News) => Promise<T>,
    ): Promise<T> {
      const url = new URL(`${config.baseUrl.replace(/\/+$/, "")}/ws`);
      url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
      url.searchParams.set("clientId", clientIdOf(input.jobId));
      const progress = followProgress({
        open: () =>
          openSocket(url.href, {
            ...(secret && { headers: { authorization: `Bearer ${secret}` } }),
            timeoutMs: 10_000,
            maxBytes: 16 * 1024 * 1024,
            signal,
          }),
        promptId: id,
        nodeCount: Object.keys(config.workflow).length,
        report: (done, step) => report(0.1 + 0.8 * done, step),
      });
      try {
        return await work(progress);
      } finally {
        progress.close();
      }
    }
  };

interface News {
  /** Resolves at the next sign that the prompt may have ended. */
  next: () => Promise<void>;
}

/** The prompt of this job: one that has succeeded or may still, else the id for a new one. A failed one is not asked again. */
const findPrompt = async (
  server: ComfyServer,
  jobId: string,
): Promise<{ id: string; ended?: Extract<ComfyEnd, { state: "done" }> }> => {
  for (let attempt = 0; ; attempt += 1) {
    const id = uuidOf(`${jobId} ${attempt}`);
    const end = await server.readEnd(id);
    if (end?.state === "done") return { id, ended: end };
    if (!end || attempt === MAX_ATTEMPTS) return { id };
  }
};

const enqueue = async (
  config: OutsideConfigOf<"comfyui">,
  server: ComfyServer,
  { input, report }: ProviderCall,
  wantedId: string,
): Promise<string> => {
  if ((await server.readPlace(wantedId)) !== "absent") return wantedId;
  const reference = usesReference(config.workflow) ? await input.readReference() : undefined;
  if (usesReference(config.workflow) && !reference) {
    const words = "This workflow starts from a picture, and the shot has no take yet. Draw one first.";
    throw new ProviderFailure({ kind: "refused", words });
  }
  const name = `backlot-${wantedId}.${reference?.mediaType.split("/")[1] ?? "png"}`;
  const uploaded = reference ? await server.upload(reference.bytes, reference.mediaType, name) : "";
  const workflow = fillWorkflow(config.workflow, {
    prompt: input.prompt,
    seed: input.seed,
    ...latentSizeOf(input.size),
    reference: uploaded,
  });
  report(0.1, "Waiting in ComfyUI's queue");
  return server.queue(workflow, wantedId, clientIdOf(input.jobId));
};

const untilEnded = async (
  server: ComfyServer,
  promptId: string,
  news: News,
  signal: AbortSignal,
): Promise<ComfyEnd> => {
  let wasAbsent = false;
  for (;;) {
    const pause = new AbortController();
    await Promise.race([
      news.next(),
      wait(LOOK_EVERY_MS, undefined, { signal: AbortSignal.any([signal, pause.signal]) }),
    ]).finally(() => pause.abort());
    signal.throwIfAborted();
    const end = await server.readEnd(promptId);
    if (end) return end;
    const isAbsent = (await server.readPlace(promptId)) === "absent";
    // Between leaving the queue and entering the history it is in neither; twice in a row it is gone.
    if (isAbsent && wasAbsent) throw new ProviderFailure({ kind: "away", reason: "lost" });
    wasAbsent = isAbsent;
  }
};

/** The caller has gone; the server should not go on for nobody. It may be away as well, and that is all right. */
const stopThere = async (
  config: OutsideConfigOf<"comfyui">,
  secret: string | undefined,
  fetchOutside: FetchOutside,
  promptId: string,
): Promise<void> => {
  const server = createComfyServer(config.baseUrl, secret, fetchOutside, AbortSignal.timeout(STOP_WITHIN_MS));
  await server.stop(promptId).catch(() => undefined);
};

/** ComfyUI names prompts by UUIDs; the same job gives the same one. */
const uuidOf = (jobId: string): string => {
  const hex = createHash("sha256").update(`backlot ${jobId}`).digest("hex");
  const variant = ((parseInt(hex[16] ?? "0", 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
};

const clientIdOf = (jobId: string): string => `backlot-${uuidOf(jobId).slice(0, 8)}`;
