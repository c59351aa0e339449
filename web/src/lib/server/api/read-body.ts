import type { z } from "zod";
import type { FieldError } from "@backlot/shared/protocol/error-codes";
import { refuse, type Reply } from "./reply.ts";

export const MAX_JSON_BYTES = 1024 * 1024;

type Read<T> = { ok: true; value: T } | { ok: false; reply: Reply };

const isFormType = (mediaType: string): boolean =>
  mediaType === "multipart/form-data" || mediaType === "application/x-www-form-urlencoded";

const mediaTypeOf = (request: Request): string =>
  (request.headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";

/** Stops reading as soon as the limit is passed; a length announced above it is refused unread. */
export const readBytes = async (request: Request, maxBytes: number): Promise<Read<Uint8Array>> => {
  if (isFormType(mediaTypeOf(request))) {
    return {
      ok: false,
      reply: refuse("unsupported-type", { detail: "Send the file itself as the body, not a form." }),
    };
  }
  const tooLarge = {
    ok: false,
    reply: refuse("too-large", {
      detail: `At most ${maxBytes} bytes are accepted here.`,
      headers: { connection: "close" },
    }),
  } as const;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLarge;
  const chunks: Uint8Array[] = [];
  let byteLength = 0;
  if (request.body) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      byteLength += chunk.byteLength;
      if (byteLength > maxBytes) return tooLarge;
      chunks.push(chunk);
    }
  }
  return { ok: true, value: Buffer.concat(chunks, byteLength) };
};

export const readJson = async <T>(request: Request, schema: z.ZodType<T>): Promise<Read<T>> => {
  const mediaType = mediaTypeOf(request);
  if (mediaType !== "" && mediaType !== "application/json" && !mediaType.endsWith("+json")) {
    return { ok: false, reply: refuse("unsupported-type", { detail: "Send application/json." }) };
  }
  const bytes = await readBytes(request, MAX_JSON_BYTES);
  if (!bytes.ok) return bytes;
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.value));
  } catch {
    return { ok: false, reply: refuse("invalid-json") };
  }
  return check(schema, json);
};

export const readQuery = <T>(url: URL, schema: z.ZodType<T>): Read<T> =>
  check(schema, Object.fromEntries(url.searchParams));

const check = <T>(schema: z.ZodType<T>, value: unknown): Read<T> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, reply: refuse("invalid-request", { errors: toFieldErrors(parsed.error) }) };
};

const MOST_FIELD_ERRORS = 50;

export const toFieldErrors = (error: z.ZodError): FieldError[] =>
  error.issues
    .slice(0, MOST_FIELD_ERRORS)
    .map((issue) => ({ path: issue.path.map(String).join("."), message: issue.message }));
