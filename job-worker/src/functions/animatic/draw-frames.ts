import sharp from "sharp";
import type { AspectRatio } from "@backlot/shared/canvas/aspect-ratio";
import type { Animatic, AnimaticPanel } from "@backlot/shared/animatic/plan-animatic";
import type { FittedPicture } from "../../pictures/fit-pictures.ts";
import type { Rasterizer } from "../../rasterizer/rasterize.ts";
import { captionSvg, missingPictureSvg } from "./caption-svg.ts";
import type { VideoFrame } from "./encode-mp4.ts";

/** Pixels of a video: the picture, and below it the caption. All even, as H.264 wants them. */
export interface FrameSize {
  width: number;
  pictureHeight: number;
  /** 0 = no captions. */
  captionHeight: number;
}

/** The largest picture of the film's ratio in a box of 16:9 (upright: 9:16) whose short side is `lines`. */
export const frameSizeOf = (ratio: AspectRatio, lines: number, captions: boolean): FrameSize => {
  const long = (lines * 16) / 9;
  const value = ratio.width / ratio.height;
  const [boxWidth, boxHeight] = value >= 1 ? [long, lines] : [lines, long];
  const width = even(Math.min(boxWidth, boxHeight * value));
  return {
    width,
    pictureHeight: even(width / value),
    captionHeight: captions ? even(Math.max(56, width * CAPTION_SHARE)) : 0,
  };
};

const CAPTION_SHARE = 0.085;
const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));

interface DrawRequest {
  animatic: Animatic;
  pictures: ReadonlyMap<string, FittedPicture>;
  size: FrameSize;
  rasterizer: Rasterizer;
  signal: AbortSignal;
  onProgress: (progress: number) => void;
}

/** One frame per panel, in order. Drawn one after the other, so that only what is written next is in memory. */
export async function* drawFrames(request: DrawRequest): AsyncGenerator<VideoFrame> {
  const { panels } = request.animatic;
  for (const [index, panel] of panels.entries()) {
    request.signal.throwIfAborted();
    yield { jpeg: await drawFrame(request, panel), durationSeconds: panel.durationSeconds };
    request.onProgress((index + 1) / panels.length);
  }
}

const drawFrame = async (request: DrawRequest, panel: AnimaticPanel): Promise<Uint8Array> => {
  const { size, rasterizer, animatic, pictures } = request;
  const { width, pictureHeight, captionHeight } = size;
  const fitted = panel.picture && pictures.get(panel.picture.asset);
  const scene = animatic.scenes[panel.scene];
  const [picture, caption] = await Promise.all([
    fitted
      ? sharp(fitted.jpeg)
          .resize({ width, height: pictureHeight, fit: "contain", background: BACKGROUND })
          .toBuffer()
      : rasterize(rasterizer, missingPictureSvg(panel.size, width, pictureHeight), width),
    captionHeight > 0 && scene
      ? rasterize(rasterizer, captionSvg(panel, scene, width, captionHeight), width)
      : undefined,
  ]);
  return sharp({
    create: { width, height: pictureHeight + captionHeight, channels: 3, background: BACKGROUND },
  })
    .composite([
      { input: picture, left: 0, top: 0 },
      ...(caption ? [{ input: caption, left: 0, top: pictureHeight }] : []),
    ])
    .jpeg({ quality: 92, chromaSubsampling: "4:4:4" })
    .toBuffer();
};

const BACKGROUND = "#0c0d0f";

const rasterize = async (rasterizer: Rasterizer, svg: string, width: number): Promise<Buffer> => {
  const [image] = await rasterizer.rasterize(svg, [width]);
  if (!image) throw new Error("The rasterizer returned no picture");
  return Buffer.from(image.png.buffer, image.png.byteOffset, image.png.byteLength);
};
