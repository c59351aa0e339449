import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from "node:child_process";
import { chownSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { findFreePort } from "./free-port.ts";

const START_DEADLINE_MS = 20_000;
const RETRY_MS = 20;
const DEBIAN_FOLDER = "/usr/lib/postgresql";

export interface TestPostgres {
  /** `postgres://postgres@127.0.0.1:port/postgres`, as `DATABASE_URL` takes it. */
  readonly url: string;
  /** A fresh, empty database of this server; answers its url. */
  createDatabase(): Promise<string>;
  /** SIGKILL to the server and all its processes: what a crash of the machine's power leaves on the disk. */
  kill(): Promise<void>;
  /** Starts it again on the same port after `kill`. */
  start(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/** Undefined = no PostgreSQL on this machine; whoever skips tests for that says so. */
export const findPostgres = (): string | undefined => {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER) : [];
  const newestFirst = versions.sort((a, b) => Number(b) - Number(a));
  return [
    ...newestFirst.map((version) => join(DEBIAN_FOLDER, version, "bin")),
    ...(process.env.PATH ?? "").split(delimiter),
  ].find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
};

/** False, with a word about it, where no PostgreSQL can be had. */
export const hasPostgres = (skipped: string): boolean => {
  const isThere = findPostgres() !== undefined;
  if (!isThere) process.stderr.write(`PostgreSQL is not installed: its half of ${skipped} is skipped\n`);
  return isThere;
};

/** A private PostgreSQL on a free port of the loopback, in a folder of its own, that syncs to the disk as in production. */
export const startPostgres = async (): Promise<TestPostgres> => {
  const programs = findPostgres();
  if (!programs) throw new Error("PostgreSQL is not installed");
  const owner = findOwner();
  const folder = await mkdtemp(join(tmpdir(), "postgres-"));
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const port = await findFreePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const data = join(folder, "data");
  const asOwner: SpawnOptions = { stdio: "ignore", cwd: folder, ...owner };
  let child: ChildProcess | undefined;
  let databases = 0;

  const killNow = (): void => {
    // The children first learn of the server's death; none of them may finish a commit meanwhile.
    const processes = child?.pid === undefined ? [] : [child.pid, ...childrenOf(child.pid)];
    for (const pid of processes) killQuietly(pid);
  };
  const kill = async (): Promise<void> => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const exited = new Promise((resolve) => running.once("exit", resolve));
    killNow();
    await exited;
    child = undefined;
  };
  const start = async (): Promise<void> => {
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await answers(url))) {
      if (performance.now() > deadline) throw new Error(`PostgreSQL did not answer on port ${port}`);
      // It refuses to start while a killed one's last process still holds the shared memory.
      if (!child || child.exitCode !== null || child.signalCode !== null) {
        child = spawn(
          join(programs, "postgres"),
          ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", folder, ...SETTINGS],
          asOwner,
        );
        child.on("error", () => undefined);
      }
      await wait(RETRY_MS);
    }
  };

  execFileSync(
    join(programs, "initdb"),
    ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"],
    { ...asOwner, stdio: ["ignore", "ignore", "inherit"] },
  );
  process.once("exit", killNow);
  await start();
  return {
    url,
    kill,
    start,
    createDatabase: async () => {
      const name = `test_${++databases}`;
      await run(url, `create database ${name}`);
      return new URL(`/${name}`, url).href;
    },
    stop: async () => {
      await kill();
      process.off("exit", killNow);
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const SETTINGS = ["fsync=on", "synchronous_commit=on", "max_connections=200", "shared_buffers=32MB"].flatMap(
  (setting) => ["-c", setting],
);

/** PostgreSQL refuses to run as root; Debian's package makes a user for it. */
const findOwner = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string): number =>
    Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }).trim());
  return { uid: idOf("-u"), gid: idOf("-g") };
};

const childrenOf = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
};

const run = async (url: string, statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const answers = (url: string): Promise<boolean> =>
  run(url, "select 1").then(
    () => true,
    () => false,
  );
