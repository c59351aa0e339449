import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { OutsideConfigOf } from "@backlot/shared/functions/outside-functions";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import type { OpenOutsideSocket } from "@backlot/shared/server/outside/open-outside-socket";
import { tidy } from "./call-service.ts";
import { followProgress, type FollowedProgress } from "./comfyui-progress.ts";
import { createComfyServer, type ComfyEnd, type ComfyServer } from "./comfyui-server.ts";
import { fillWorkflow, latentSizeOf, usesReference } from "./comfyui-workflow.ts";
import { ProviderFailure, type Provider, type ProviderCall, type ProviderResult } from "./provider.ts";

/** The socket says when to look; this often we look although it is silent. */
const LOOK_EVERY_MS = 2_000;
const STOP_WITHIN_MS = 5_000;
const SOCKET_WITHIN_MS = 3_000;
/** Previews are pictures. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
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
    const { input, signal, report } = call;
    const server = createComfyServer(config.baseUrl, secret, fetchOutside, signal);
    report(0.05, "Asking ComfyUI");
    const found = await findPrompt(server, input.jobId);
    if (found.end) return fetchPicture(server, found.end, call, secret);
    let promptId = found.id;
    const progress = followProgress({
      open: () =>
        openSocket(socketUrlOf(config.baseUrl, clientIdOf(input.jobId)), {
          ...(secret && { headers: { authorization: `Bearer ${secret}` } }),
          ...{ timeoutMs: SOCKET_WITHIN_MS, maxBytes: MAX_MESSAGE_BYTES, signal },
        }),
      promptId: () => promptId,
      nodeCount: Object.keys(config.workflow).length,
      report: (done, step) => report(0.1 + 0.8 * done, step),
    });
    try {
      // Only who listens already hears the beginning.
      await progress.opened;
      if (!found.isQueued) promptId = await enqueue(config, server, call, found.id);
      return await fetchPicture(server, await untilEnded(server, promptId, progress, signal), call, secret);
    } catch (error) {
      if (signal.aborted) await stopThere(config, secret, fetchOutside, promptId);
      signal.throwIfAborted();
      throw error;
    } finally {
      progress.close();
    }
  };

const fetchPicture = async (
  server: ComfyServer,
  end: ComfyEnd,
  { report }: ProviderCall,
  secret: string | undefined,
): Promise<ProviderResult> => {
  if (end.state === "failed") {
    const words = `ComfyUI could not do this: ${tidy(end.reason, secret)}`;
    throw new ProviderFailure({ kind: "refused", words });
  }
  const [image] = end.images;
  if (!image) throw new ProviderFailure({ kind: "unusable", words: "The ComfyUI workflow made no picture." });
  report(0.9, "Fetching the picture");
  return { kind: "image", bytes: await server.fetchImage(image) };
};

/** The prompt of this job: one that has succeeded or may still, else the id for a new one. A failed one is not asked again. */
const findPrompt = async (
  server: ComfyServer,
  jobId: string,
): Promise<{ id: string; isQueued: boolean; end?: ComfyEnd }> => {
  for (let attempt = 0; ; attempt += 1) {
    const id = uuidOf(`${jobId} ${attempt}`);
    const standing = await look(server, id);
    if (standing === "queued") return { id, isQueued: true };
    if (standing === "unknown" || attempt === MAX_ATTEMPTS) return { id, isQueued: false };
    if (standing.state === "done") return { id, isQueued: false, end: standing };
  }
};

/** A prompt goes from the queue into the history, so one that is in neither is asked for once more. */
const look = async (server: ComfyServer, promptId: string): Promise<ComfyEnd | "queued" | "unknown"> => {
  const end = await server.readEnd(promptId);
  if (end) return end;
  if ((await server.readPlace(promptId)) !== "absent") return "queued";
  return (await server.readEnd(promptId)) ?? "unknown";
};

const enqueue = async (
  config: OutsideConfigOf<"comfyui">,
  server: ComfyServer,
  { input, report }: ProviderCall,
  wantedId: string,
): Promise<string> => {
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
  news: FollowedProgress,
  signal: AbortSignal,
): Promise<ComfyEnd> => {
  for (;;) {
    const pause = new AbortController();
    await Promise.race([
      news.next(),
      wait(LOOK_EVERY_MS, undefined, { signal: AbortSignal.any([signal, pause.signal]) }),
    ]).finally(() => pause.abort());
    signal.throwIfAborted();
    const standing = await look(server, promptId);
    if (standing === "unknown") throw new ProviderFailure({ kind: "away", reason: "lost" });
    if (standing !== "queued") return standing;
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

const socketUrlOf = (baseUrl: string, clientId: string): string => {
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/ws`);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("clientId", clientId);
  return url.href;
};

const clientIdOf = (jobId: string): string => `backlot-${uuidOf(jobId).slice(0, 8)}`;
