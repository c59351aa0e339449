import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const WATCHDOG = JSON.stringify(fileURLToPath(new URL("./start-watchdog.ts", import.meta.url)));
const SILENT_MS = 1_600;

/** A program whose main loop is watched, says so, and then does what is asked. */
const runWatched = (then: string) =>
  spawn(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import inspector from "node:inspector";
       import { setTimeout as wait } from "node:timers/promises";
       import { startWatchdog } from ${WATCHDOG};
       const block = (ms) => { for (const end = Date.now() + ms; Date.now() < end; ); };
       await startWatchdog({ silentMs: ${SILENT_MS} });
       process.stdout.write("watched\\n");
       ${then}`,
    ],
    { stdio: ["ignore", "pipe", "ignore"] },
  );

describe("a process whose main loop is watched", () => {
  it("is ended when the loop stands still, and its log says why", async () => {
    const child = runWatched("for (;;);");
    const [output, ended] = await Promise.all([text(child.stdout), once(child, "exit")]);
    expect(ended).toEqual([null, "SIGKILL"]);
    const line = JSON.parse(output.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
    expect(line).toMatchObject({ service: "job-worker", msg: "main-loop-silent", silentMs: SILENT_MS });
  });

  it("goes on when the loop was held up for less", async () => {
    const child = runWatched(
      `for (let time = 0; time < 4; time += 1) { block(${SILENT_MS / 4}); await wait(300); }`,
    );
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("goes on after the whole process was stopped for longer", async () => {
    const child = runWatched(`await wait(${3 * SILENT_MS});`);
    const exited = once(child, "exit");
    await once(child.stdout, "data");
    child.kill("SIGSTOP");
    await wait(2 * SILENT_MS);
    child.kill("SIGCONT");
    expect(await exited).toEqual([0, null]);
  });

  it("goes on while a debugger may hold the loop", async () => {
    const child = runWatched(
      `inspector.open(0, "127.0.0.1"); await wait(300); block(${2 * SILENT_MS}); inspector.close();`,
    );
    expect(await once(child, "exit")).toEqual([0, null]);
  });
});
