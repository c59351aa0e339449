import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { constants, setPriority, tmpdir } from "node:os";
import { join } from "node:path";
import { FRAME_RATES, type FrameRateName } from "@backlot/shared/animatic/frame-rates";

export interface VideoFrame {
  jpeg: Uint8Array;
  durationSeconds: number;
}

export interface VideoRequest {
  frames: AsyncIterable<VideoFrame>;
  totalSeconds: number;
  frameRate: FrameRateName;
  maxBytes: number;
  signal: AbortSignal;
  /** 0–1 */
  onProgress: (progress: number) => void;
}

export type Video = { ok: true; bytes: Uint8Array } | { ok: false; reason: "too-large" };

/** More than this of complaints is of no use to anybody. */
const MAX_STDERR_LENGTH = 4_000;
/** CPU seconds after which ffmpeg ends itself, should this process be gone. */
const CPU_LIMIT_SECONDS = 900;

/**
 * H.264 in MP4, as players everywhere take it. The pictures go through a folder of their own, which is removed whatever
 * happens; ffmpeg gets no shell, no input but them, what the machine has to spare, and ends with the signal.
 */
export const encodeMp4 = async (request: VideoRequest): Promise<Video> => {
  const folder = await mkdtemp(join(tmpdir(), "backlot-animatic-"));
  try {
    const { list, frameCount } = await writeFrames(folder, request);
    await writeFile(join(folder, "frames.txt"), list);
    await runFfmpeg(folder, frameCount, request);
    const output = join(folder, "animatic.mp4");
    // ffmpeg stops at its limit without a word, so a file that comes near it is one that was cut.
    const { size } = await stat(output);
    if (size > request.maxBytes * 0.98) return { ok: false, reason: "too-large" };
    return { ok: true, bytes: await readFile(output) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** One picture per shot and ffmpeg's list of them; times are whole frames, so that cuts fall where they should. */
const writeFrames = async (
  folder: string,
  request: VideoRequest,
): Promise<{ list: string; frameCount: number }> => {
  const { frames, seconds } = FRAME_RATES[request.frameRate];
  const lines = ["ffconcat version 1.0"];
  let frameCount = 0;
  let endSeconds = 0;
  let index = 0;
  for await (const { jpeg, durationSeconds } of request.frames) {
    request.signal.throwIfAborted();
    const name = `${String(index++).padStart(5, "0")}.jpg`;
    await writeFile(join(folder, name), jpeg);
    endSeconds += durationSeconds;
    const lastFrame = Math.max(frameCount + 1, Math.round((endSeconds * frames) / seconds));
    const length = ((lastFrame - frameCount) * seconds) / frames;
    lines.push(`file ${name}`, `option framerate ${frames}/${seconds}`, `duration ${length.toFixed(6)}`);
    frameCount = lastFrame;
  }
  // The last picture is listed again, because ffmpeg takes a duration only from what follows it.
  const last = lines.slice(-3, -1);
  return { list: `${[...lines, ...last].join("\n")}\n`, frameCount };
};

const runFfmpeg = (folder: string, frameCount: number, request: VideoRequest): Promise<void> =>
  new Promise((resolve, reject) => {
    request.signal.throwIfAborted();
    const { frames, seconds } = FRAME_RATES[request.frameRate];
    const rate = `${frames}/${seconds}`;
    const args = [
      ...["-hide_banner", "-nostdin", "-loglevel", "error", "-progress", "pipe:1"],
      ...["-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", "frames.txt"],
      ...["-vf", `format=yuv420p,fps=${rate}`, "-r", rate, "-frames:v", String(frameCount)],
      ...["-c:v", "libx264", "-preset", "superfast", "-tune", "stillimage", "-crf", "21", "-threads", "2"],
      ...["-movflags", "+faststart", "-fs", String(request.maxBytes)],
      ...["-timelimit", String(CPU_LIMIT_SECONDS), "-y", "animatic.mp4"],
    ];
    const child = spawn("ffmpeg", args, {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      signal: request.signal,
      killSignal: "SIGKILL",
    });
    if (child.pid !== undefined) yieldToOthers(child.pid);
    let complaints = "";
    child.stderr.on("data", (chunk: Buffer) => {
      if (complaints.length < MAX_STDERR_LENGTH) complaints += chunk.toString();
    });
    child.stdout.on("data", (chunk: Buffer) => {
      const microseconds = /out_time_us=(\d+)/.exec(chunk.toString())?.[1];
      if (microseconds !== undefined)
        request.onProgress(Math.min(1, Number(microseconds) / 1e6 / request.totalSeconds));
    });
    // On abort it is said first and has ended only later, and its folder may not go before it.
    child.once("error", (error) => {
      if (!request.signal.aborted) reject(error);
    });
    child.once("close", (code) => {
      if (request.signal.aborted) reject(request.signal.reason as Error);
      else if (code === 0) resolve();
      else reject(new Error(`ffmpeg ended with ${code}: ${complaints.slice(-500)}`));
    });
  });

/** Minutes of encoding must not slow down the jobs beside it. */
const yieldToOthers = (pid: number): void => {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already, or may not be touched: then it runs as it is.
  }
};
