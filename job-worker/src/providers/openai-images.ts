import { z } from "zod";
import type { OutsideConfigOf } from "@backlot/shared/functions/outside-functions";
import type { FetchOutside } from "@backlot/shared/server/outside/fetch-outside";
import { callService, readJson } from "./call-service.ts";
import { MAX_IMAGE_BYTES, ProviderFailure, type Provider } from "./provider.ts";

const DRAWN_WITHIN_MS = 300_000;
const FETCHED_WITHIN_MS = 60_000;
/** A picture inside JSON is a third larger. */
const MAX_REPLY_BYTES = MAX_IMAGE_BYTES * 1.4;

/** Of the JSON around the picture. */
const MAX_FIELDS = 1_000;

const NO_PICTURE = "The service's reply is not a picture.";

const replySchema = z.object({
  data: z
    .array(
      z.union([z.object({ b64_json: z.string().min(1) }), z.object({ url: z.string().min(1).max(8_000) })]),
    )
    .min(1),
});

/** Any service with OpenAI's `POST /images/generations`. */
export const createOpenAiImages =
  (
    config: OutsideConfigOf<"openai-images">,
    secret: string | undefined,
    { fetchOutside }: { fetchOutside: FetchOutside },
  ): Provider =>
  async ({ input, signal, report }) => {
    report(0.1, "Asking the service");
    const reply = await callService(
      fetchOutside,
      `${config.baseUrl.replace(/\/+$/, "")}/images/generations`,
      {
        method: "POST",
        signal,
        // The header is widely accepted, but nobody promises to honour it.
        isIdempotent: false,
        maxBytes: MAX_REPLY_BYTES,
        timeoutMs: DRAWN_WITHIN_MS,
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "idempotency-key": input.jobId,
          ...(secret && { authorization: `Bearer ${secret}` }),
        },
        body: JSON.stringify({ model: config.model, prompt: input.prompt, n: 1, size: config.size }),
      },
    );
    const parsed = replySchema.safeParse(readJson(reply, NO_PICTURE, MAX_FIELDS));
    const picture = parsed.success ? parsed.data.data[0] : undefined;
    if (!picture) {
      throw new ProviderFailure({ kind: "unusable", words: NO_PICTURE });
    }
    if ("b64_json" in picture) return { kind: "image", bytes: Buffer.from(picture.b64_json, "base64") };
    report(0.8, "Fetching the picture");
    // A storage server, as a rule: it gets no key.
    const image = await callService(fetchOutside, picture.url, {
      signal,
      isIdempotent: true,
      maxBytes: MAX_IMAGE_BYTES,
      timeoutMs: FETCHED_WITHIN_MS,
    });
    return { kind: "image", bytes: image.bytes };
  };
