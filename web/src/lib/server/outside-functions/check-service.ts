import { z } from "zod";
import {
  manifestSchema,
  outsideConfigSchema,
  type OutsideConfig,
  type OutsideConfigOf,
} from "@backlot/shared/functions/outside-functions";
import type { FieldError } from "@backlot/shared/protocol/error-codes";
import type { FetchOutside, OutsideReply } from "@backlot/shared/server/outside/fetch-outside";
import { OutsideRefused } from "@backlot/shared/server/outside/outside-refused";
import { parseForeignJson } from "@backlot/shared/server/parse-foreign-json";
import type { WantedConfig } from "./wanted-config.ts";

export type ServiceCheck =
  /** Remarks are what an owner may want to know although it works. */
  { ok: true; config: OutsideConfig; remarks: string[] } | { ok: false; errors: FieldError[] };

const ANSWER_WITHIN_MS = 10_000;
const MAX_MANIFEST_BYTES = 256 * 1024;
const MAX_LIST_BYTES = 16 * 1024 * 1024;

/** Asks the service what it is, so that what is stored has worked once. Errors name the fields of the request. */
export const checkService = async (
  fetchOutside: FetchOutside,
  wanted: WantedConfig,
  secret: string | undefined,
): Promise<ServiceCheck> => {
  const reach = async (url: string, maxBytes: number, path: string): Promise<OutsideReply> =>
    fetchOutside(url, {
      timeoutMs: ANSWER_WITHIN_MS,
      maxBytes,
      headers: {
        accept: "application/json",
        // A manifest is for everybody; the key is for the function itself.
        ...(secret && wanted.provider !== "http" && { authorization: `Bearer ${secret}` }),
      },
    }).catch((error: unknown) => {
      throw error instanceof OutsideRefused ? new Wrong(path, REFUSALS[error.code]) : error;
    });
  const ask: Ask = async (url, maxBytes, path) => {
    const reply = await reach(url, maxBytes, path);
    if (wanted.provider !== "http" && (reply.status === 401 || reply.status === 403))
      throw new Wrong("secret", "The service does not accept this key.");
    if (reply.status !== 200)
      throw new Wrong(path, `The service answers with status ${reply.status}. Is the address complete?`);
    return reply;
  };
  try {
    switch (wanted.provider) {
      case "http":
        return await readManifest(ask, reach, wanted);
      case "openai-images":
        return await checkModels(ask, wanted);
      case "comfyui":
        return await checkWorkflow(ask, wanted);
    }
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, errors: error.errors };
    throw error;
  }
};

type Ask = (url: string, maxBytes: number, path: string) => Promise<OutsideReply>;

/** Field errors on their way out. */
class Wrong extends Error {
  override readonly name = "Wrong";
  readonly errors: FieldError[];

  constructor(path: string, message: string, more: FieldError[] = []) {
    super(message);
    this.errors = [{ path, message }, ...more];
  }
}

const REFUSALS: Readonly<Record<OutsideRefused["code"], string>> = {
  "bad-url": "This is no http or https address.",
  "private-address":
    "This address leads into a private network. Whoever runs Backlot can allow it with OUTSIDE_HOSTS.",
  "forbidden-port":
    "Only ports 80 and 443 are called. Whoever runs Backlot can allow more with OUTSIDE_HOSTS.",
  "too-large": "The answer is too large to be what it should be.",
  "timed-out": "Nobody answered within 10 seconds.",
  unreachable: "Nobody answers at this address. Is the service running?",
  "too-many-redirects": "The address redirects without an end.",
  aborted: "The check was given up.",
};

const readManifest = async (
  ask: Ask,
  reach: Ask,
  wanted: Extract<WantedConfig, { provider: "http" }>,
): Promise<ServiceCheck> => {
  const path = "config.manifestUrl";
  const parsed = manifestSchema.safeParse(
    readJson(await ask(wanted.manifestUrl, MAX_MANIFEST_BYTES, path), path),
  );
  if (!parsed.success) {
    throw new Wrong(
      path,
      "What is at this address is not a manifest that Backlot can use.",
      parsed.error.issues.slice(0, 20).map((issue) => ({
        path: ["manifest", ...issue.path].join("."),
        message: issue.message,
      })),
    );
  }
  const manifest = parsed.data;
  const lie = findLie(manifest.options.properties);
  if (lie) throw new Wrong(path, "The manifest contradicts itself.", [lie]);
  const endpoint = URL.canParse(manifest.endpoint, wanted.manifestUrl)
    ? new URL(manifest.endpoint, wanted.manifestUrl).href
    : manifest.endpoint;
  const config = outsideConfigSchema.safeParse({ ...wanted, manifest: { ...manifest, endpoint } });
  if (!config.success)
    throw new Wrong(path, "The manifest's endpoint is no http or https address.", [
      { path: "manifest.endpoint", message: "must be an http or https address" },
    ]);
  // A status of any kind will do, since nothing is asked of it yet.
  await reach(endpoint, MAX_MANIFEST_BYTES, "manifest.endpoint");
  return { ok: true, config: config.data, remarks: [] };
};

/** `{}` has to be valid, or nobody could run it without a form. */
const findLie = (
  properties: OutsideConfigOf<"http">["manifest"]["options"]["properties"],
): FieldError | undefined => {
  const schema = z.fromJSONSchema({ type: "object", properties });
  const issue = schema.safeParse({}).error?.issues[0];
  return (
    issue && { path: ["manifest", "options", "properties", ...issue.path].join("."), message: issue.message }
  );
};

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

const checkModels = async (
  ask: Ask,
  wanted: Extract<WantedConfig, { provider: "openai-images" }>,
): Promise<ServiceCheck> => {
  const path = "config.baseUrl";
  const models = modelsSchema.safeParse(
    readJson(await ask(`${trim(wanted.baseUrl)}/models`, MAX_LIST_BYTES, path), path),
  );
  if (!models.success)
    throw new Wrong(path, "This address does not answer like OpenAI's. It often ends in /v1.");
  const isListed = models.data.data.some(({ id }) => id === wanted.model);
  const remarks = isListed ? [] : [`The service does not list a model called ${wanted.model}.`];
  return { ok: true, config: outsideConfigSchema.parse(wanted), remarks };
};

const nodesSchema = z.record(z.string(), z.unknown());

const checkWorkflow = async (
  ask: Ask,
  wanted: Extract<WantedConfig, { provider: "comfyui" }>,
): Promise<ServiceCheck> => {
  const path = "config.baseUrl";
  const base = trim(wanted.baseUrl);
  const stats = z
    .object({ system: z.object({}) })
    .safeParse(readJson(await ask(`${base}/system_stats`, MAX_MANIFEST_BYTES, path), path));
  if (!stats.success) throw new Wrong(path, "This address does not answer like a ComfyUI server.");
  const known = nodesSchema.safeParse(readJson(await ask(`${base}/object_info`, MAX_LIST_BYTES, path), path));
  const used = new Set(Object.values(wanted.workflow).map((node) => node.class_type));
  const missing = known.success ? [...used].filter((name) => !Object.hasOwn(known.data, name)) : [];
  if (missing.length > 0)
    throw new Wrong(
      "config.workflow",
      `This server lacks nodes of the workflow: ${missing.slice(0, 8).join(", ")}.`,
    );
  return { ok: true, config: outsideConfigSchema.parse(wanted), remarks: [] };
};

const trim = (url: string): string => url.replace(/\/+$/, "");

const readJson = (reply: OutsideReply, path: string): unknown => {
  try {
    return parseForeignJson(reply.bytes);
  } catch {
    // What else it may be helps nobody.
    throw new Wrong(path, "The answer at this address is not JSON.");
  }
};
