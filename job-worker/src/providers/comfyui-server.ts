import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { callService, readJson } from "./call-service.ts";
import type { Workflow } from "./comfyui-workflow.ts";
import { MAX_IMAGE_BYTES, ProviderFailure } from "./provider.ts";

const ANSWER_WITHIN_MS = 30_000;
const NOT_COMFY = "This address does not answer like a ComfyUI server.";
const MAX_JSON_BYTES = 8 * 1024 * 1024;

interface ComfyImage {
  filename: string;
  subfolder: string;
  type: string;
}

/** What became of a prompt, as `/history` tells it. */
export type ComfyEnd = { state: "done"; images: ComfyImage[] } | { state: "failed"; reason: string };

/** The calls of ComfyUI's HTTP API that one run needs. */
export interface ComfyServer {
  /** Answers the id under which the server runs it: older ones choose their own. */
  queue(workflow: Workflow, promptId: string, clientId: string): Promise<string>;
  /** Undefined while it has not ended. */
  readEnd(promptId: string): Promise<ComfyEnd | undefined>;
  readPlace(promptId: string): Promise<"running" | "waiting" | "absent">;
  fetchImage(image: ComfyImage): Promise<Uint8Array>;
  /** Answers the name under which a workflow finds it. */
  upload(bytes: Uint8Array, mediaType: string, name: string): Promise<string>;
  /** Takes it out of the queue or stops it, whichever it needs. */
  stop(promptId: string): Promise<void>;
}

export const createComfyServer = (
  baseUrl: string,
  secret: string | undefined,
  fetchOutside: FetchOutside,
  signal: AbortSignal,
): ComfyServer => {
  const base = baseUrl.replace(/\/+$/, "");
  const authorization: Record<string, string> = secret ? { authorization: `Bearer ${secret}` } : {};

  const get = (path: string, maxBytes = MAX_JSON_BYTES) =>
    callService(fetchOutside, `${base}${path}`, {
      ...{ signal, maxBytes, isIdempotent: true, timeoutMs: ANSWER_WITHIN_MS },
      headers: authorization,
    });
  const post = (path: string, body: unknown, call: { isIdempotent: boolean; signal: AbortSignal }) =>
    callService(fetchOutside, `${base}${path}`, {
      ...{ ...call, maxBytes: MAX_JSON_BYTES, timeoutMs: ANSWER_WITHIN_MS, method: "POST" },
      headers: { ...authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  const readPlace: ComfyServer["readPlace"] = async (promptId) => {
    const queue = parse(queueSchema, readJson(await get("/queue"), NOT_COMFY));
    const holds = (entries: QueueEntry[]): boolean => entries.some(([, id]) => id === promptId);
    if (holds(queue.queue_running)) return "running";
    return holds(queue.queue_pending) ? "waiting" : "absent";
  };

  return {
    readPlace,
    async queue(workflow, promptId, clientId) {
      const body = { prompt: workflow, client_id: clientId, prompt_id: promptId };
      // Not sent again blindly: an older server would run it twice.
      const reply = await post("/prompt", body, { isIdempotent: false, signal });
      return parse(queuedSchema, readJson(reply, NOT_COMFY)).prompt_id;
    },
    async readEnd(promptId) {
      const reply = await get(`/history/${encodeURIComponent(promptId)}`);
      const entry = parse(historySchema, readJson(reply, NOT_COMFY))[promptId];
      return entry && endOf(entry);
    },
    async fetchImage({ filename, subfolder, type }) {
      const query = new URLSearchParams({ filename, subfolder, type });
      return (await get(`/view?${query.toString()}`, MAX_IMAGE_BYTES)).bytes;
    },
    async upload(bytes, mediaType, name) {
      const boundary = `backlot-${randomBytes(12).toString("hex")}`;
      const reply = await callService(fetchOutside, `${base}/upload/image`, {
        ...{ signal, isIdempotent: true, maxBytes: MAX_JSON_BYTES, timeoutMs: ANSWER_WITHIN_MS },
        method: "POST",
        headers: { ...authorization, "content-type": `multipart/form-data; boundary=${boundary}` },
        body: multipartOf(boundary, bytes, mediaType, name),
      });
      const stored = parse(uploadedSchema, readJson(reply, NOT_COMFY));
      return stored.subfolder ? `${stored.subfolder}/${stored.name}` : stored.name;
    },
    async stop(promptId) {
      const place = await readPlace(promptId);
      const call = { isIdempotent: true, signal };
      if (place === "waiting") await post("/queue", { delete: [promptId] }, call);
      // Older servers stop whatever runs, so only when it is ours.
      if (place === "running") await post("/interrupt", { prompt_id: promptId }, call);
    },
  };
};

const queuedSchema = z.object({ prompt_id: z.string().min(1).max(200) });
const uploadedSchema = z.object({ name: z.string().min(1), subfolder: z.string().default("") });
const queueEntrySchema = z.tuple([z.number(), z.string()], z.unknown());
type QueueEntry = z.infer<typeof queueEntrySchema>;
const queueSchema = z.object({
  queue_running: z.array(queueEntrySchema),
  queue_pending: z.array(queueEntrySchema),
});

const imageSchema = z.object({
  filename: z.string().min(1).max(500),
  subfolder: z.string().max(500).default(""),
  type: z.string().max(40).default("output"),
});
const historyEntrySchema = z.object({
  outputs: z.record(z.string(), z.object({ images: z.array(imageSchema).optional().catch(undefined) })),
  status: z
    .object({
      status_str: z.string().optional(),
      messages: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown())])).catch([]),
    })
    .nullish(),
});
const historySchema = z.record(z.string(), historyEntrySchema);

const endOf = ({ outputs, status }: z.infer<typeof historyEntrySchema>): ComfyEnd => {
  if (status?.status_str === "error") {
    const failed = status.messages.find(([event]) => event === "execution_error")?.[1];
    const reason = failed?.["exception_message"];
    const stopped = status.messages.some(([event]) => event === "execution_interrupted");
    if (typeof reason === "string") return { state: "failed", reason };
    return { state: "failed", reason: stopped ? "somebody stopped it there" : "its workflow failed" };
  }
  const images = Object.values(outputs).flatMap((output) => output.images ?? []);
  // What a workflow only previews is marked "temp".
  const kept = images.filter(({ type }) => type === "output");
  return { state: "done", images: kept.length > 0 ? kept : images };
};

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProviderFailure({ kind: "unusable", words: NOT_COMFY }, { cause: parsed.error });
};

const multipartOf = (boundary: string, bytes: Uint8Array, mediaType: string, name: string): Uint8Array =>
  Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="overwrite"\r\n\r\ntrue\r\n` +
        `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="${name}"\r\n` +
        `Content-Type: ${mediaType}\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
