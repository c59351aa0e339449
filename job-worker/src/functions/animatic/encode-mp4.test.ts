import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeMp4, type VideoFrame, type VideoRequest } from "./encode-mp4.ts";
import { probeFfmpeg } from "./find-ffmpeg.ts";

const folders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("backlot-animatic-"));

async function* framesOf(durations: readonly number[]): AsyncGenerator<VideoFrame> {
  for (const [index, durationSeconds] of durations.entries()) {
    const background = { r: (index * 60) % 256, g: 90, b: 120 };
    const jpeg = await sharp({ create: { width: 320, height: 180, channels: 3, background } })
      .jpeg()
      .toBuffer();
    yield { jpeg, durationSeconds };
  }
}

const request = (durations: readonly number[], more: Partial<VideoRequest> = {}): VideoRequest => ({
  frames: framesOf(durations),
  totalSeconds: durations.reduce((sum, duration) => sum + duration, 0),
  frameRate: "25",
  maxBytes: 1e8,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  ...more,
});

describe("encoding a video", async () => {
  const problem = await probeFfmpeg();
  const why = problem ? ` (skipped: ${problem})` : "";

  it.skipIf(problem !== undefined)(`counts frames, shot by shot, without drift${why}`, async () => {
    // Each shot is a tenth of a frame longer than its frames; over thirty shots that is three frames.
    const durations = Array.from({ length: 30 }, () => 5.1 / 25);
    const video = await encodeMp4(request(durations));
    if (!video.ok) throw new Error(video.reason);
    const bytes = Buffer.from(video.bytes);
    const header = bytes.indexOf("mvhd");
    const seconds = bytes.readUInt32BE(header + 20) / bytes.readUInt32BE(header + 16);
    expect(seconds).toBeCloseTo(153 / 25, 2);
  });

  it.skipIf(problem !== undefined)(`says when the file would be too large${why}`, async () => {
    expect(await encodeMp4(request([2, 2, 2], { maxBytes: 1500 }))).toEqual({
      ok: false,
      reason: "too-large",
    });
  });

  it.skipIf(problem !== undefined)(
    `ends at once when it is aborted, and leaves nothing behind${why}`,
    async () => {
      const before = await folders();
      const abort = new AbortController();
      const reason = new Error("The job was canceled");
      const encoding = encodeMp4(
        request([3600, 3600], { signal: abort.signal, onProgress: () => abort.abort(reason) }),
      );
      await expect(encoding).rejects.toBe(reason);
      expect(await folders()).toEqual(before);
    },
  );

  it("leaves nothing behind when the frames fail", async () => {
    const before = await folders();
    const failing = request([]);
    // eslint-disable-next-line require-yield, @typescript-eslint/require-await
    failing.frames = (async function* () {
      throw new Error("The picture could not be drawn");
    })();
    await expect(encodeMp4(failing)).rejects.toThrow("could not be drawn");
    expect(await folders()).toEqual(before);
  });
});
