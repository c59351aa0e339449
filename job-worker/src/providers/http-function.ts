import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { OutsideConfigOf } from "@backlot/shared/functions/outside-functions";
import type { FetchOutside, OutsideReply } from "@backlot/shared/server/outside/fetch-outside";
import { callService, hideKey, readJson, readRetryAfterMs, tidy } from "./call-service.ts";
import { MAX_IMAGE_BYTES, ProviderFailure, type Provider, type ProviderResult } from "./provider.ts";

/** A picture inside JSON is a third larger. */
const MAX_REPLY_BYTES = MAX_IMAGE_BYTES * 1.4;
const MAX_JSON_BYTES = 5 * 1024 * 1024;
/** Of a status, and of the JSON around a picture: both are a few fields. */
const MAX_FIELDS = 1_000;
/** Somebody who holds a request longer than this should answer 202. */
const ANSWER_WITHIN_MS = 120_000;
const STATUS_WITHIN_MS = 15_000;
const FIRST_POLL_MS = 1_000;

/**
 * A function that speaks our own plain protocol: JSON in; an image, JSON, or 202 and an address to ask out. The service must treat
 * equal `Idempotency-Key`s as one job.
 */
export const createHttpFunction =
  (
    config: OutsideConfigOf<"http">,
    secret: string | undefined,
    { fetchOutside }: { fetchOutside: FetchOutside },
  ): Provider =>
  async ({ input, signal, report }) => {
    const { manifest } = config;
    const authorization: { authorization?: string } = secret ? { authorization: `Bearer ${secret}` } : {};
    const headers = { accept: "image/*, application/json", ...authorization };
    const call = { signal, isIdempotent: true, maxBytes: MAX_REPLY_BYTES };
    const reference = await input.readReference();
    report(0.1, "Asking the service");
    const reply = await callService(fetchOutside, manifest.endpoint, {
      ...call,
      method: "POST",
      timeoutMs: ANSWER_WITHIN_MS,
      headers: { ...headers, "content-type": "application/json", "idempotency-key": input.jobId },
      body: JSON.stringify({
        jobId: input.jobId,
        function: manifest.name,
        version: manifest.version,
        prompt: input.prompt,
        facts: input.facts,
        options: input.options,
        width: input.size.width,
        height: input.size.height,
        seed: input.seed,
        ...(reference && {
          reference: {
            mediaType: reference.mediaType,
            base64: Buffer.from(reference.bytes).toString("base64"),
          },
        }),
      }),
    });
    if (reply.status !== 202) return readResult(config, reply, { secret, fetchImage });
    return poll(reply);

    async function poll(accepted: OutsideReply): Promise<ProviderResult> {
      let answer = accepted;
      let statusUrl: string | undefined;
      for (;;) {
        const said = answer.bytes.byteLength > 0 ? readJson(answer, undefined, MAX_FIELDS) : {};
        const status = statusSchema.safeParse(said);
        if (!status.success) throw unreadable();
        const next = status.data.statusUrl ?? answer.headers.get("location") ?? undefined;
        statusUrl = resolveUrl(next, statusUrl ?? manifest.endpoint) ?? statusUrl;
        if (statusUrl === undefined) throw unreadable();
        const { progress = 0.2, step } = status.data;
        report(0.1 + 0.8 * progress, step ? tidy(step, secret).slice(0, 60) : "The service is working");
        await wait(pauseOf(answer), undefined, { signal }).catch(() => signal.throwIfAborted());
        answer = await callService(fetchOutside, statusUrl, {
          ...call,
          timeoutMs: STATUS_WITHIN_MS,
          // The key goes back to the server that it was given for, and to no other.
          headers: isSameOrigin(statusUrl, manifest.endpoint) ? headers : { accept: headers.accept },
        });
        if (answer.status !== 202) return readResult(config, answer, { secret, fetchImage });
      }
    }

    async function fetchImage(url: string): Promise<Uint8Array> {
      const target = resolveUrl(url, manifest.endpoint);
      if (target === undefined) throw unreadable();
      const image = await callService(fetchOutside, target, {
        ...call,
        maxBytes: MAX_IMAGE_BYTES,
        timeoutMs: ANSWER_WITHIN_MS,
        headers: isSameOrigin(target, manifest.endpoint) ? headers : { accept: "image/*" },
      });
      return image.bytes;
    }
  };

const statusSchema = z.object({
  statusUrl: z.string().max(2_000).optional(),
  progress: z.number().min(0).max(1).optional(),
  step: z.string().max(500).optional(),
});

/** How a picture may come inside JSON. */
const pictureSchema = z.union([
  z.object({ image: z.string().min(1) }),
  z.object({ imageUrl: z.string().min(1).max(2_000) }),
]);

const readResult = async (
  { manifest }: OutsideConfigOf<"http">,
  reply: OutsideReply,
  { secret, fetchImage }: { secret: string | undefined; fetchImage: (url: string) => Promise<Uint8Array> },
): Promise<ProviderResult> => {
  const isJson = /^application\/([a-z.+-]+\+)?json\b/i.test(reply.headers.get("content-type") ?? "");
  if (manifest.output === "json") {
    if (!isJson) throw unusable("The service promised data and sent something else.");
    if (reply.bytes.byteLength > MAX_JSON_BYTES) throw unusable("The service's reply is too large.");
    return { kind: "json", value: withoutKey(readJson(reply), secret) };
  }
  if (!isJson) return { kind: "image", bytes: reply.bytes };
  const picture = pictureSchema.safeParse(readJson(reply, undefined, MAX_FIELDS));
  if (!picture.success) throw unusable("The service's reply is not a picture.");
  return {
    kind: "image",
    bytes:
      "image" in picture.data
        ? Buffer.from(picture.data.image, "base64")
        : await fetchImage(picture.data.imageUrl),
  };
};

/** Some services answer with the whole request, and the file is for everybody on the canvas. */
const withoutKey = (value: unknown, secret: string | undefined): unknown =>
  secret === undefined
    ? value
    : (JSON.parse(hideKey(JSON.stringify(value), JSON.stringify(secret).slice(1, -1))) as unknown);

const unusable = (words: string): ProviderFailure => new ProviderFailure({ kind: "unusable", words });
const unreadable = (): ProviderFailure => unusable("The service's reply cannot be read.");

const pauseOf = (answer: OutsideReply): number => {
  const asked = answer.headers.get("retry-after");
  return asked === null ? FIRST_POLL_MS : readRetryAfterMs(asked);
};

const resolveUrl = (url: string | undefined, base: string): string | undefined =>
  url !== undefined && URL.canParse(url, base) ? new URL(url, base).href : undefined;

const isSameOrigin = (a: string, b: string): boolean => new URL(a).origin === new URL(b).origin;
