import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createFfmpegProbe, probeFfmpeg } from "./find-ffmpeg.ts";

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), "backlot-ffmpeg-"))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const program = async (name: string, script: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

it("says what stands in the way of a video", async () => {
  expect(await probeFfmpeg(join(folder, "none"))).toBe("MP4 needs ffmpeg on the worker.");
  expect(await probeFfmpeg(await program("broken", "exit 1"))).toBe("MP4 needs ffmpeg on the worker.");
  expect(await probeFfmpeg(await program("small", "echo ' V..... mpeg4'"))).toBe(
    "MP4 needs an ffmpeg with H.264 (libx264) on the worker.",
  );
  expect(await probeFfmpeg(await program("whole", "echo ' V..... libx264   H.264'"))).toBeUndefined();
});

it("is asked once when it is there, and again as long as it is not", async () => {
  const answers = ["missing", "missing", undefined];
  let asked = 0;
  const find = createFfmpegProbe(() => Promise.resolve(answers[asked++]));
  expect([await find(), await find(), await find(), await find()]).toEqual([
    "missing",
    "missing",
    undefined,
    undefined,
  ]);
  expect(asked).toBe(3);
});
