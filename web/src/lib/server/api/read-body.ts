import type { z } from "zod";
import type { FieldError } from "@backlot/shared/protocol/error-codes";
import type { Logger } from "@backlot/shared/server/logger";
import { ForeignJsonRefused, parseForeignJson } from "@backlot/shared/server/parse-foreign-json";
import { refuse, type Reply } from "./reply.ts";

const MAX_JSON_BYTES = 1024 * 1024;

type Read<T> = { ok: true; value: T } | { ok: false; reply: Reply };

const isFormType = (mediaType: string): boolean =>
  mediaType === "multipart/form-data" || mediaType === "application/x-www-form-urlencoded";

const mediaTypeOf = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** Stops keeping as soon as the limit is passed; a length announced above it is refused at once. */
export const readBytes = async (
  request: Request,
  maxBytes: number,
  logger: Logger,
): Promise<Read<Uint8Array>> => {
  if (isFormType(mediaTypeOf(request))) {
    return {
      ok: false,
      reply: refuse("unsupported-type", { detail: "Send the file itself as the body, not a form." }),
    };
  }
  const tooLarge = {
    ok: false,
    reply: refuse("too-large", { detail: `At most ${maxBytes} bytes are accepted here.` }),
  } as const;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      byteLength += value.byteLength;
      if (byteLength > maxBytes) return tooLarge;
      chunks.push(value);
    }
  } catch (error) {
    // Only a client that leaves in the middle ends a body so; it hears nothing of the answer.
    logger.debug({ err: error, byteLength }, "body-interrupted");
    return { ok: false, reply: refuse("invalid-request", { detail: "The body ended early." }) };
  } finally {
    reader?.releaseLock();
  }
  return { ok: true, value: Buffer.concat(chunks, byteLength) };
};

const MAX_DISCARDED_BYTES = 8 * 1024 * 1024;
const MAX_DISCARD_MS = 2_000;

/**
 * Takes in what is left of a body nobody wants, so that the client hears the answer: closing at once would reset the
 * connection under it. Past a limit the connection is cut all the same.
 */
export const discardBody = async (request: Request): Promise<void> => {
  if (request.body?.locked) return;
  const reader = request.body?.getReader();
  const deadline = performance.now() + MAX_DISCARD_MS;
  let byteLength = 0;
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) return;
      byteLength += value.byteLength;
      if (byteLength > MAX_DISCARDED_BYTES || performance.now() > deadline) {
        await reader?.cancel();
        return;
      }
    }
  } catch {
    // The client has gone: nothing is left to discard.
  }
};

export const readJson = async <T>(
  request: Request,
  schema: z.ZodType<T>,
  logger: Logger,
): Promise<Read<T>> => {
  const mediaType = mediaTypeOf(request);
  if (mediaType !== "" && mediaType !== "application/json" && !mediaType.endsWith("+json")) {
    return { ok: false, reply: refuse("unsupported-type", { detail: "Send application/json." }) };
  }
  const bytes = await readBytes(request, MAX_JSON_BYTES, logger);
  if (!bytes.ok) return bytes;
  try {
    return check(schema, parseForeignJson(bytes.value));
  } catch (error) {
    if (!(error instanceof ForeignJsonRefused)) throw error;
    return { ok: false, reply: refuse("invalid-json", { detail: error.message }) };
  }
};

export const readQuery = <T>(url: URL, schema: z.ZodType<T>): Read<T> =>
  check(schema, Object.fromEntries(url.searchParams));

const check = <T>(schema: z.ZodType<T>, value: unknown): Read<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, reply: refuse("invalid-request", { errors: toFieldErrors(parsed.error) }) };
};

const MOST_FIELD_ERRORS = 50;

const toFieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues
    .slice(0, MOST_FIELD_ERRORS)
    .map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
