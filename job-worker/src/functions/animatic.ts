import type { z } from "zod";
import { animaticOptionsSchema } from "@backlot/shared/functions/animatic";
import {
  ASSUMED_DURATION_SECONDS,
  planAnimatic,
  type Animatic,
} from "@backlot/shared/animatic/plan-animatic";
import { readShotList, type ShotList } from "@backlot/shared/shot-list/read-shot-list";
import { timeInWords } from "@backlot/shared/shot-list/scene-words";
import { fitPictures, type FittedPictures } from "../pictures/fit-pictures.ts";
import { drawFrames, frameSizeOf } from "./animatic/draw-frames.ts";
import { encodeGif, MAX_GIF_FRAMES } from "./animatic/encode-gif.ts";
import { encodeMp4, type VideoFrame } from "./animatic/encode-mp4.ts";
import { createFfmpegProbe } from "./animatic/find-ffmpeg.ts";
import type { FunctionImplementation, FunctionRun } from "./function-implementation.ts";
import { listInWords, remarkOnEmptyScenes, remarkOnPictures } from "./result-files/remarks.ts";
import { checkShotCount, storeFiles, type MadeFile } from "./result-files/store-files.ts";
import { runInThread } from "./run-in-thread.ts";

const MIB = 1024 * 1024;
const MAX_HTML_BYTES = 64 * MIB;
/** Base64 makes four bytes of three, and the words need some room too. */
const MAX_HTML_PICTURE_BYTES = Math.floor((MAX_HTML_BYTES - 2 * MIB) * 0.75);
/** From sharp to small: the first that stays below the limit is taken. */
const HTML_WIDTHS_PX = [1280, 960, 640, 420] as const;

const MAX_MP4_BYTES = 256 * MIB;
const MAX_VIDEO_SECONDS = 2 * 3600;
const GIF_LINES = 270;
const MAX_GIF_BYTES = 64 * MIB;

const findFfmpegProblem = createFfmpegProbe();

type Options = z.infer<typeof animaticOptionsSchema>;

interface Work {
  run: FunctionRun;
  options: Options;
  list: ShotList;
  animatic: Animatic;
  remarks: string[];
}

/** What one format gives: a file, or nothing and a remark why. */
type Make = (work: Work, report: (progress: number, step: string) => void) => Promise<MadeFile | undefined>;

export const makeAnimatic: FunctionImplementation = async (run) => {
  run.report(0.02, "Reading the script order");
  const options = animaticOptionsSchema.parse(run.options);
  const list = readShotList(run.canvas, options.scenes);
  const refusal = checkShotCount(list);
  if (refusal) return refusal;
  const animatic = planAnimatic(list);
  const work: Work = {
    ...{ run, options, list, animatic },
    remarks: [...remarkOnEmptyScenes(list), ...remarkOnDurations(animatic)],
  };
  const makes = options.format === "all" ? [makeHtml, makeGif, makeMp4] : [MAKES[options.format]];
  const files: MadeFile[] = [];
  for (const [index, make] of makes.entries()) {
    const file = await make(work, (progress, step) =>
      run.report(0.05 + (0.9 * (index + progress)) / makes.length, step),
    );
    if (file) files.push(file);
  }
  const remarks = [...new Set(work.remarks)];
  if (files.length === 0)
    return { kind: "failed", error: remarks.at(-1) ?? "Nothing was made.", retry: false };
  run.report(0.96, "Storing the files");
  return storeFiles(run, list.title, files, remarks);
};

const makeHtml: Make = async ({ run, options, list, animatic, remarks }, report) => {
  let fitted: FittedPictures | undefined;
  for (const widthPx of HTML_WIDTHS_PX) {
    fitted = await fit(run, animatic, { widthPx, maxBytes: MAX_HTML_PICTURE_BYTES }, (progress) =>
      report(0.8 * progress, "Scaling the panels"),
    );
    if (!fitted.tooLarge) {
      if (widthPx !== HTML_WIDTHS_PX[0])
        remarks.push(`The player's pictures are ${widthPx} px wide, so that the file stays below 64 MB.`);
      break;
    }
  }
  if (!fitted || fitted.tooLarge) {
    remarks.push("The player would be larger than 64 MB even with small pictures. Choose fewer scenes.");
    return undefined;
  }
  report(0.85, "Writing the player");
  remarks.push(...remarkOnPictures(list, fitted));
  const player = new URL("./animatic/player-thread.ts", import.meta.url);
  const input = { animatic, pictures: fitted.pictures, captions: options.captions };
  const bytes = await runInThread<Uint8Array>(player, input, run.signal);
  return { what: "animatic", ending: "html", mediaType: "text/html; charset=utf-8", bytes };
};

const makeMp4: Make = async (work, report) => {
  const { run, options, animatic, remarks } = work;
  const problem = await findFfmpegProblem();
  if (problem !== undefined) {
    remarks.push(problem);
    return undefined;
  }
  if (animatic.totalSeconds > MAX_VIDEO_SECONDS) {
    remarks.push(
      `The MP4 was left out: the animatic plays for ${timeInWords(animatic.totalSeconds)}, and the limit is 2 hours.`,
    );
    return undefined;
  }
  const frames = await prepareFrames(work, Number.parseInt(options.size, 10), (progress) =>
    report(0.5 * progress, "Drawing the frames"),
  );
  const video = await encodeMp4({
    frames,
    totalSeconds: animatic.totalSeconds,
    frameRate: options.frameRate,
    maxBytes: MAX_MP4_BYTES,
    signal: run.signal,
    onProgress: (progress) => report(0.5 + 0.5 * progress, "Encoding the video"),
  });
  if (!video.ok) {
    remarks.push("The MP4 would be larger than 256 MB. Choose a smaller size or fewer scenes.");
    return undefined;
  }
  return { what: "animatic", ending: "mp4", mediaType: "video/mp4", bytes: video.bytes };
};

const makeGif: Make = async (work, report) => {
  const { animatic, remarks, run } = work;
  if (animatic.panels.length > MAX_GIF_FRAMES) {
    remarks.push(`The GIF was left out: it holds at most ${MAX_GIF_FRAMES} shots. Choose fewer scenes.`);
    return undefined;
  }
  const drawn = await prepareFrames(work, GIF_LINES, (progress) =>
    report(0.7 * progress, "Drawing the frames"),
  );
  const frames: VideoFrame[] = [];
  for await (const frame of drawn) frames.push(frame);
  report(0.75, "Encoding the GIF");
  const bytes = await encodeGif(frames);
  run.signal.throwIfAborted();
  if (bytes.byteLength > MAX_GIF_BYTES) {
    remarks.push("The GIF would be larger than 64 MB. Choose fewer scenes.");
    return undefined;
  }
  return { what: "animatic", ending: "gif", mediaType: "image/gif", bytes };
};

const MAKES = { html: makeHtml, mp4: makeMp4, gif: makeGif } as const;

/** Scales the panels to the video's width and draws the captions while they are asked for. */
const prepareFrames = async (
  { run, options, list, animatic, remarks }: Work,
  lines: number,
  onProgress: (progress: number) => void,
): Promise<AsyncIterable<VideoFrame>> => {
  const size = frameSizeOf(list.ratio, lines, options.captions);
  const limits = { widthPx: size.width, maxBytes: MAX_MP4_BYTES };
  const fitted = await fit(run, animatic, limits, (progress) => onProgress(0.5 * progress));
  remarks.push(...remarkOnPictures(list, fitted));
  return drawFrames({
    ...{ animatic, size, pictures: fitted.pictures, rasterizer: run.rasterizer, signal: run.signal },
    onProgress: (progress) => onProgress(0.5 + 0.5 * progress),
  });
};

const fit = (
  { assets, canvasId, signal }: FunctionRun,
  { panels }: Animatic,
  limits: { widthPx: number; maxBytes: number },
  onProgress: (progress: number) => void,
): Promise<FittedPictures> =>
  fitPictures({
    ...{ assets, canvasId, signal, onProgress },
    hashes: panels.flatMap(({ picture }) => picture?.asset ?? []),
    ...limits,
  });

const remarkOnDurations = ({ withoutDuration }: Animatic): string[] =>
  withoutDuration.length === 0
    ? []
    : [`No duration set, so ${ASSUMED_DURATION_SECONDS} s were taken: ${listInWords(withoutDuration)}.`];
