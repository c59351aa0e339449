import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { eventually } from "../../../tests/support/eventually.ts";
import { MEMORY_SIGNAL } from "./start-watch.ts";

const WATCH = JSON.stringify(fileURLToPath(new URL("./start-watch.ts", import.meta.url)));
/** A program that is watched and then never gives the event loop back. */
const watched = (maxRssMib: number, then: string): string =>
  `import { startWatch } from ${WATCH};
   await startWatch(${maxRssMib} * 1024 * 1024);
   process.stdout.write(process.pid + "\\n");
   ${then}`;
const run = (program: string) =>
  spawn(process.execPath, ["--input-type=module", "--eval", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });

describe("a watched process", () => {
  it("ends by its own signal when it outgrows the bound, while its event loop stands still", async () => {
    const child = run(watched(200, "const kept = []; for (;;) kept.push(Buffer.alloc(1024 * 1024, 1));"));
    expect(await once(child, "exit")).toEqual([null, MEMORY_SIGNAL]);
  });

  it("ends when its parent is killed, while its event loop stands still", async () => {
    const parent = run(`
      import { spawn } from "node:child_process";
      const program = ${JSON.stringify(watched(4_000, "for (;;);"))};
      spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: ["ignore", "inherit", "inherit"] });
      setInterval(() => undefined, 1000);`);
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const childPid = Number(line.toString());
    process.kill(childPid, 0);
    parent.kill("SIGKILL");
    await eventually(() => expect(() => process.kill(childPid, 0)).toThrow(), 5_000);
  });
});
