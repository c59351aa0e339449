import sharp, { type Sharp } from "sharp";
import { THUMBNAIL_WIDTH_PX } from "../rasterizer/rasterize.ts";
import { ProviderFailure } from "./provider.ts";

const MAX_PIXELS = 50_000_000;
const JPEG_QUALITY = 90;

export interface Picture {
  bytes: Uint8Array;
  mediaType: string;
  width: number;
  height: number;
  thumbnail: { bytes: Uint8Array; mediaType: string };
}

/**
 * Bytes from a stranger become a picture of ours: its format by its first bytes, decoded whole, turned upright, and encoded
 * anew, so that nothing but pixels and their colors comes through: no EXIF, no place names, no second file behind the end.
 * Rejects with a `ProviderFailure`.
 */
export const readPicture = async (bytes: Uint8Array): Promise<Picture> => {
  const format = formatOf(bytes);
  if (!format) throw unusable("The service's reply is not a picture.");
  try {
    const { data, info } = await encode(
      sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: "error", pages: 1 }).rotate().toColorspace("srgb"),
      format,
    ).toBuffer({ resolveWithObject: true });
    const thumbnail = await sharp(data)
      .resize({ width: THUMBNAIL_WIDTH_PX, withoutEnlargement: true })
      .webp({ quality: 82 })
      .toBuffer();
    return {
      bytes: data,
      mediaType: `image/${format}`,
      width: info.width,
      height: info.height,
      thumbnail: { bytes: thumbnail, mediaType: "image/webp" },
    };
  } catch (error) {
    const isHuge = error instanceof Error && error.message.includes("pixel limit");
    throw unusable(
      isHuge
        ? "The service's picture has more than 50 megapixels."
        : "The service's picture is damaged and cannot be read.",
      error,
    );
  }
};

type Format = "png" | "jpeg" | "webp";

const formatOf = (bytes: Uint8Array): Format | undefined => {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  return head.startsWith("RIFF") && head.slice(8) === "WEBP" ? "webp" : undefined;
};

const encode = (image: Sharp, format: Format): Sharp => {
  if (format === "jpeg") return image.jpeg({ quality: JPEG_QUALITY, mozjpeg: false });
  return format === "webp" ? image.webp({ quality: JPEG_QUALITY }) : image.png();
};

const unusable = (words: string, cause?: unknown): ProviderFailure =>
  new ProviderFailure({ kind: "unusable", words }, { cause });
