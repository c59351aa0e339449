import { z } from "zod";
import { contentDisposition } from "../content-disposition.ts";
import { defineRoute, defineUploadRoute } from "../define-route.ts";
import { refuse, reply } from "../reply.ts";
import { canvasFor } from "../route-access.ts";

const MAX_PICTURE_BYTES = 20 * 1024 * 1024;

/** For what is no picture, should a browser ever show it after all: nothing in it runs, loads or belongs to us. */
const DOWNLOAD_POLICY =
  "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export const assetRoutes = [
  defineUploadRoute({
    method: "POST",
    path: "canvases/:canvasId/assets",
    summary:
      "Stores a picture (PNG, JPEG, WebP or GIF, at most 20 MiB); the same content gives the same hash",
    access: canvasFor("edit"),
    audience: "person-or-guest",
    scope: "edit",
    bytes: { maxBytes: MAX_PICTURE_BYTES },
    answers: {
      201: z.object({
        id: z.string(),
        hash: z.string(),
        mediaType: z.string(),
        byteLength: z.number().int(),
      }),
    },
    handle: async ({ parts, grant: { canvas }, body }) => {
      const mediaType = pictureTypeOf(body);
      if (!mediaType)
        return refuse("unprocessable", { detail: "The file is not a PNG, JPEG, WebP or GIF picture." });
      const { hash } = await parts.assets.put({
        canvasId: canvas.id,
        bytes: body,
        mediaType,
        kind: "picture",
      });
      return reply(201, { id: hash, hash, mediaType, byteLength: body.byteLength });
    },
  }),
  defineRoute({
    method: "GET",
    path: "canvases/:canvasId/assets/:hash",
    summary:
      "The bytes of a take's picture, a dropped picture, an imported screenplay or a file that a function made; `name` is what a download is called",
    access: canvasFor("read"),
    audience: "person-or-guest",
    scope: "read",
    query: z.object({ name: z.string().max(400).optional() }),
    answers: { 200: null },
    handle: async ({ parts, grant: { canvas }, params, query: { name } }) => {
      const hash = params["hash"] ?? "";
      const known = await parts.assets.findInCanvas(canvas.id, hash);
      const asset = known && (await parts.assets.read(hash));
      if (!asset) return refuse("not-found");
      return reply(200, undefined, {
        bytes: { content: asset.bytes, mediaType: asset.mediaType },
        headers: {
          etag: `"${hash}"`,
          "cache-control": "private, max-age=31536000, immutable",
          ...(isPicture(asset.mediaType)
            ? name !== undefined && { "content-disposition": contentDisposition("inline", name) }
            : {
                "content-disposition": contentDisposition("attachment", name),
                "content-security-policy": DOWNLOAD_POLICY,
                "x-content-type-options": "nosniff",
              }),
        },
      });
    },
  }),
];

/** Shown where a page asks for it. What can carry a script (SVG, HTML) is only ever downloaded. */
const isPicture = (mediaType: string): boolean => /^image\/(png|jpeg|webp|gif)$/.test(mediaType);

/** By what the bytes say, not by what the sender says. SVG is left out: it may carry scripts. */
const pictureTypeOf = (bytes: Uint8Array): string | undefined => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (head.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (head.startsWith("GIF87a") || head.startsWith("GIF89a")) return "image/gif";
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? "image/webp" : undefined;
};
