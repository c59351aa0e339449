import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { findFreePort } from "../support/free-port.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Run {
  readonly pid: number;
  output(): string;
  readonly ended: Promise<number | null>;
  signal(signal: NodeJS.Signals): void;
}

/** Command lines of the processes that a run started, by process id. */
const descendantsOf = (pid: number): Map<number, string> => {
  const rows = execFileSync("ps", ["-e", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row))
    .filter((row) => row !== null)
    .map(([, child, parent, command]) => ({
      pid: Number(child),
      parent: Number(parent),
      command: command ?? "",
    }));
  const found = new Map<number, string>();
  const visit = (parent: number): void => {
    for (const row of rows.filter((candidate) => candidate.parent === parent)) {
      found.set(row.pid, row.command);
      visit(row.pid);
    }
  };
  visit(pid);
  return found;
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe("the supervisor", () => {
  let dataDir: string;
  let ports: { front: number; back: number };
  let runs: Run[];

  const start = (env: Record<string, string> = {}): Run => {
    const child = spawn(process.execPath, ["tests/support/fake-product/run.ts"], {
      argv0: "node",
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...process.env,
        PORT: String(ports.front),
        SYNC_PORT: String(ports.back),
        DATA_DIR: dataDir,
        REDIS_URL: "",
        SECRET: "",
        ...env,
      },
    });
    let output = "";
    child.stdout?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const run: Run = {
      pid: child.pid ?? 0,
      output: () => output,
      ended: new Promise((resolve) => child.once("close", resolve)),
      signal: (signal) => child.kill(signal),
    };
    runs.push(run);
    return run;
  };
  const untilSaid = (run: Run, words: string): Promise<void> =>
    eventually(() => expect(run.output()).toContain(words), 15_000);
  const serviceOf = (run: Run, name: string): number => {
    const [pid] = [...descendantsOf(run.pid)].find(([, command]) => command.endsWith(` ${name}`)) ?? [];
    if (pid === undefined) throw new Error(`${name} is not running`);
    return pid;
  };

  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "supervisor-"));
    ports = { front: await findFreePort(), back: await findFreePort() };
    runs = [];
  });
  afterEach(async () => {
    for (const run of runs) run.signal("SIGTERM");
    await Promise.all(runs.map((run) => run.ended));
    rmSync(dataDir, { recursive: true, force: true });
  });

  it("starts Redis and the services, says where, and ends them all on SIGTERM", async () => {
    const run = start();
    await untilSaid(run, `Backlot is ready at http://localhost:${ports.front}`);
    const started = descendantsOf(run.pid);
    expect([...started.values()].filter((command) => command.startsWith("redis-server"))).toHaveLength(1);
    expect(
      [...started.values()].filter((command) => command.includes("fake-product/service.ts")),
    ).toHaveLength(2);

    run.signal("SIGTERM");
    expect(await run.ended).toBe(0);
    expect([...started.keys()].filter(isAlive)).toEqual([]);
  });

  it("gives the services a Redis on a socket and shows the first-run link only on the terminal", async () => {
    const run = start();
    await untilSaid(run, `/welcome#abc`);
    const log = await eventually(() => {
      const text = readFileSync(join(dataDir, "logs", "front.log"), "utf8");
      expect(text).toContain("listening");
      return text;
    });
    expect(JSON.parse(log)).toMatchObject({ redisUrl: `unix:${join(dataDir, "redis", "redis.sock")}` });
    expect(log).not.toContain("welcome");
  });

  it("takes a loopback port for Redis when the socket's path would be too long", async () => {
    const long = join(dataDir, "a-folder-with-a-long-name".repeat(4));
    const run = start({ DATA_DIR: long });
    await untilSaid(run, "Backlot is ready");
    expect(readFileSync(join(long, "logs", "front.log"), "utf8")).toMatch(
      /redis:\/\/:[\w-]{32}@127\.0\.0\.1:\d+/,
    );
  });

  it("makes one secret, readable by the owner only, and keeps it", async () => {
    const first = start();
    await untilSaid(first, "Backlot is ready");
    const secret = readFileSync(join(dataDir, "secret"), "utf8");
    expect(secret.trim().length).toBeGreaterThanOrEqual(32);
    expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
    first.signal("SIGINT");
    expect(await first.ended).toBe(0);
    await untilSaid(start(), "Backlot is ready");
    expect(readFileSync(join(dataDir, "secret"), "utf8")).toBe(secret);
  });

  it("restarts a killed service at once, and a second time after half a second", async () => {
    const run = start();
    await untilSaid(run, "Backlot is ready");
    const first = serviceOf(run, "back");
    process.kill(first, "SIGKILL");
    await untilSaid(run, "back ended (SIGKILL); it restarts at once.");
    const second = await eventually(() => serviceOf(run, "back"));
    expect(second).not.toBe(first);

    const killedAt = performance.now();
    process.kill(second, "SIGKILL");
    await untilSaid(run, "it restarts in 0.5 s.");
    await eventually(() => serviceOf(run, "back"));
    expect(performance.now() - killedAt).toBeGreaterThan(450);
  });

  it("restarts a killed Redis on the same address", async () => {
    const run = start();
    await untilSaid(run, "Backlot is ready");
    const [redis] =
      [...descendantsOf(run.pid)].find(([, command]) => command.startsWith("redis-server")) ?? [];
    process.kill(redis ?? 0, "SIGKILL");
    await untilSaid(run, "redis ended");
    await eventually(() => {
      const again = [...descendantsOf(run.pid)].find(([, command]) => command.startsWith("redis-server"));
      expect(again?.[0]).toBeDefined();
      expect(again?.[0]).not.toBe(redis);
      expect(existsSync(join(dataDir, "redis", "redis.sock"))).toBe(true);
    });
  });

  it("leaves no process behind when it is killed with SIGKILL, and its successor takes over at once", async () => {
    const run = start();
    await untilSaid(run, "Backlot is ready");
    const started = [...descendantsOf(run.pid).keys()];
    run.signal("SIGKILL");
    await run.ended;
    const successor = start();
    await untilSaid(successor, "Backlot is ready");
    await eventually(() => expect(started.filter(isAlive)).toEqual([]));
  });

  it("says in one line which setting to change when a port is taken", async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(ports.back, "127.0.0.1", resolve));
    const run = start();
    expect(await run.ended).toBe(1);
    blocker.close();
    expect(run.output().trim().split("\n")).toEqual([
      expect.stringMatching(/^Port \d+ \(back\) is taken .* SYNC_PORT/),
    ]);
  });

  it("says in one line that the data folder cannot be written", async () => {
    writeFileSync(join(dataDir, "file"), "");
    const run = start({ DATA_DIR: join(dataDir, "file", "data") });
    expect(await run.ended).toBe(1);
    expect(run.output().trim().split("\n")).toEqual([
      expect.stringMatching(/^DATA_DIR .* cannot be written/),
    ]);
  });

  it("refuses a data folder that another one uses", async () => {
    await untilSaid(start(), "Backlot is ready");
    const second = start({ PORT: String(await findFreePort()), SYNC_PORT: String(await findFreePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/^DATA_DIR .* is in use by another Backlot/);
  });
});

describe("scripts/start.mjs", () => {
  it("tells an old Node in one line", async () => {
    const pretend = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"18.20.0"}})';
    const child = spawn(process.execPath, ["--import", pretend, "scripts/start.mjs"], { cwd: ROOT });
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect(code).toBe(1);
    expect(errors.trim()).toBe("Backlot needs Node 20 or newer and this is 18.20.0; see https://nodejs.org.");
  });
});
