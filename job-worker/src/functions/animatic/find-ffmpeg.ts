import { execFile } from "node:child_process";

/** What stands in the way of a video, in words for a person; undefined = ffmpeg is there and can write H.264. */
export type FfmpegProblem = string;

const PROBE_DEADLINE_MS = 5_000;

/** Asks the ffmpeg of this machine what it can encode. */
export const probeFfmpeg = (command = "ffmpeg"): Promise<FfmpegProblem | undefined> =>
  new Promise((resolve) => {
    execFile(command, ["-hide_banner", "-encoders"], { timeout: PROBE_DEADLINE_MS }, (error, output) => {
      if (error) resolve("MP4 needs ffmpeg on the worker.");
      else if (!/\blibx264\b/.test(output))
        resolve("MP4 needs an ffmpeg with H.264 (libx264) on the worker.");
      else resolve(undefined);
    });
  });

/** Asks once per process; a missing ffmpeg is asked for again, because it may be installed meanwhile. */
export const createFfmpegProbe = (probe = probeFfmpeg): (() => Promise<FfmpegProblem | undefined>) => {
  let known: Promise<FfmpegProblem | undefined> | undefined;
  return async () => {
    known ??= probe();
    const problem = await known;
    if (problem !== undefined) known = undefined;
    return problem;
  };
};
