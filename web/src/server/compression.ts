import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, createBrotliCompress, createGzip, type BrotliCompress, type Gzip } from "node:zlib";

/** Below this a compressed answer is not smaller by a packet. */
const MIN_BYTES = 1024;
const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(json|problem\+json|javascript|manifest\+json)|image\/svg\+xml)/;

type WriteArguments = [chunk?: unknown, encoding?: unknown, callback?: unknown];

/** Compresses what is made on the fly; assets come compressed already, and an event stream must not wait for a block. */
export const compressDynamic = (request: IncomingMessage, response: ServerResponse): void => {
  const encoding = chooseEncoding(request.headers["accept-encoding"]);
  if (!encoding || request.method === "HEAD") return;
  const plain = {
    writeHead: response.writeHead.bind(response) as (...parts: unknown[]) => ServerResponse,
    write: response.write.bind(response) as (...parts: WriteArguments) => boolean,
    end: response.end.bind(response) as (...parts: WriteArguments) => ServerResponse,
  };
  let compressor: BrotliCompress | Gzip | undefined;

  response.writeHead = (...parts: unknown[]) => {
    const result = (): ServerResponse => plain.writeHead(...parts);
    const headers = parts.at(-1);
    if (typeof headers === "object" && headers !== null && !Array.isArray(headers)) {
      for (const [name, value] of Object.entries(headers))
        if (value !== undefined) response.setHeader(name, value as string);
      parts.pop();
    }
    const status = Number(parts[0]);
    if (!COMPRESSIBLE.test(String(response.getHeader("content-type") ?? ""))) return result();
    response.appendHeader("vary", "accept-encoding");
    const known = response.getHeader("content-length");
    const isSmall = known !== undefined && Number(known) < MIN_BYTES;
    if (
      isSmall ||
      status === 204 ||
      status === 206 ||
      status === 304 ||
      response.hasHeader("content-encoding")
    )
      return result();
    compressor = startCompressor(encoding, response, plain);
    response.removeHeader("content-length");
    response.setHeader("content-encoding", encoding);
    return result();
  };

  response.write = ((...parts: WriteArguments) => {
    if (!response.headersSent) response.writeHead(response.statusCode);
    return compressor ? compressor.write(parts[0]) : plain.write(...parts);
  }) as ServerResponse["write"];

  response.end = ((...parts: WriteArguments) => {
    if (!response.headersSent) {
      const [chunk] = parts;
      if (
        !response.hasHeader("content-length") &&
        (typeof chunk === "string" || chunk instanceof Uint8Array)
      ) {
        response.setHeader("content-length", Buffer.byteLength(chunk));
      }
      response.writeHead(response.statusCode);
    }
    if (!compressor) return plain.end(...parts);
    const [chunk] = parts;
    if (typeof chunk === "string" || chunk instanceof Uint8Array) compressor.write(chunk);
    compressor.end();
    return response;
  }) as ServerResponse["end"];
};

const chooseEncoding = (accepted: string | string[] | undefined): "br" | "gzip" | undefined => {
  const offers = String(accepted ?? "")
    .split(",")
    .filter((offer) => !/;\s*q=0(\.0*)?\s*$/.test(offer))
    .map((offer) => offer.split(";", 1)[0]?.trim());
  return (["br", "gzip"] as const).find((encoding) => offers.includes(encoding));
};

const startCompressor = (
  encoding: "br" | "gzip",
  response: ServerResponse,
  plain: { write: (chunk: Buffer) => boolean; end: () => ServerResponse },
): BrotliCompress | Gzip => {
  const compressor =
    encoding === "br"
      ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
      : createGzip({ level: 6 });
  compressor.on("data", (chunk: Buffer) => {
    if (!plain.write(chunk)) compressor.pause();
  });
  compressor.on("end", () => plain.end());
  compressor.on("drain", () => response.emit("drain"));
  response.on("drain", () => compressor.resume());
  // A client that leaves in the middle must not keep the compressor's memory.
  response.on("close", () => compressor.destroy());
  return compressor;
};
