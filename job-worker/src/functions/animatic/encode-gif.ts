import sharp from "sharp";
import type { VideoFrame } from "./encode-mp4.ts";

/** A GIF holds its whole palette in every frame's difference; more frames than this are no message to send. */
export const MAX_GIF_FRAMES = 300;
const MAX_DELAY_MS = 655_350;
const MAX_SECONDS = 120;

/** One frame per shot, for as long as it lasts; plays again and again. libvips makes it, off the event loop. */
export const encodeGif = async (frames: readonly VideoFrame[]): Promise<Uint8Array> => {
  const delay = frames.map(({ durationSeconds }) =>
    Math.min(MAX_DELAY_MS, Math.max(20, Math.round(durationSeconds * 100) * 10)),
  );
  const pictures = frames.map(({ jpeg }) => jpeg);
  return sharp(pictures, { join: { animated: true } })
    .timeout({ seconds: MAX_SECONDS })
    .gif({ delay, loop: 0, effort: 3, colours: 128, dither: 0.4, interFrameMaxError: 4 })
    .toBuffer();
};
