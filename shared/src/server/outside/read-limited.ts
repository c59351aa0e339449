import type { IncomingMessage } from "node:http";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { OutsideRefused } from "./outside-refused.ts";

/** Encodings that are asked for; any other is refused. */
export const ACCEPTED_ENCODINGS = "gzip, br, deflate";

/** The body as the sender meant it. What counts is its size unpacked: reading stops there, however small it travels. */
export const readLimited = async (message: IncomingMessage, maxBytes: number): Promise<Uint8Array> => {
  const declared = Number(message.headers["content-length"]);
  if (declared > maxBytes) throw tooLarge(maxBytes);
  const body = unpack(message);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
};

const tooLarge = (maxBytes: number): OutsideRefused =>
  new OutsideRefused("too-large", `The reply has more than ${maxBytes} bytes`);

const unpack = (message: IncomingMessage): Readable => {
  const encoding = message.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return message;
  const make = UNPACKERS[encoding];
  if (!make) throw new OutsideRefused("unreachable", `The reply is packed as ${encoding.slice(0, 40)}`);
  // An error on either side ends the other and comes out of the iteration.
  return pipeline(message, make(), () => undefined);
};

const UNPACKERS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};
