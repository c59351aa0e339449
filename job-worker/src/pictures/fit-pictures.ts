import sharp from "sharp";
import type { AssetStore } from "@backlot/shared/server/assets/asset-store";

/** A picture small enough for the place it goes to. */
export interface FittedPicture {
  jpeg: Uint8Array;
  width: number;
  height: number;
}

export interface FittedPictures {
  /** By content hash. */
  pictures: Map<string, FittedPicture>;
  /** Hashes of those that are no picture, or gone. */
  unreadable: Set<string>;
  /** More than was allowed: the rest was left out. */
  tooLarge: boolean;
}

interface FitRequest {
  assets: AssetStore;
  canvasId: string;
  hashes: Iterable<string>;
  widthPx: number;
  /** Of all of them together. */
  maxBytes: number;
  signal: AbortSignal;
  /** 0–1 */
  onProgress: (progress: number) => void;
}

/** Few, because each holds a whole decoded picture, and the threads that decode them also read files for others. */
const AT_ONCE = 2;
const JPEG_QUALITY = 82;
const MAX_INPUT_PIXELS = 100_000_000;
const MAX_SECONDS_EACH = 20;

/**
 * Reads pictures of a canvas and scales each to at most `widthPx`, as JPEG on white. A take may name any hash, so only
 * what belongs to this canvas is read. Decoding runs in libvips's threads, not on the event loop.
 */
export const fitPictures = async (request: FitRequest): Promise<FittedPictures> => {
  const hashes = [...new Set(request.hashes)];
  const result: FittedPictures = { pictures: new Map(), unreadable: new Set(), tooLarge: false };
  const waiting = hashes.values();
  let byteLength = 0;
  const work = async (): Promise<void> => {
    for (const hash of waiting) {
      request.signal.throwIfAborted();
      if (result.tooLarge) return;
      const picture = await fitOne(request, hash);
      if (picture) result.pictures.set(hash, picture);
      else result.unreadable.add(hash);
      byteLength += picture?.jpeg.byteLength ?? 0;
      if (byteLength > request.maxBytes) result.tooLarge = true;
      request.onProgress((result.pictures.size + result.unreadable.size) / hashes.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
};

const fitOne = async (
  { assets, canvasId, widthPx }: FitRequest,
  hash: string,
): Promise<FittedPicture | undefined> => {
  const known = await assets.findInCanvas(canvasId, hash);
  const asset = known?.mediaType.startsWith("image/") ? await assets.read(hash) : undefined;
  if (!asset) return undefined;
  try {
    const { data, info } = await sharp(asset.bytes, { limitInputPixels: MAX_INPUT_PIXELS })
      .timeout({ seconds: MAX_SECONDS_EACH })
      .autoOrient()
      .flatten({ background: "#ffffff" })
      .resize({ width: widthPx, height: widthPx * 2, fit: "inside", withoutEnlargement: true })
      // Thin colored arrows on grey would blur if color had half the pixels.
      .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: "4:4:4" })
      .toBuffer({ resolveWithObject: true });
    return { jpeg: data, width: info.width, height: info.height };
  } catch {
    // Whatever libvips cannot decode is shown as a missing picture; it says so in the caller's remarks.
    return undefined;
  }
};
