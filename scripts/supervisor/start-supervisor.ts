import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { SupervisorConfig } from "./config.ts";
import { findPortProblem } from "./check-ports.ts";
import { readOrMakeSecret, takeDataFolder } from "./data-folder.ts";
import { keepAlive, type KeptProcess } from "./keep-alive.ts";
import { createPrivateRedis } from "./private-redis.ts";
import type { ServiceDefinition } from "./product-services.ts";
import { createServiceLog } from "./service-log.ts";
import type { Terminal } from "./terminal.ts";
import { waitUntilReady } from "./wait-ready.ts";
import { restartOnChange } from "./restart-on-change.ts";

/** A killed predecessor's services have 9 s to end themselves. */
const HURRIED_PATIENCE_MS = 12_000;
const SERVICE_GRACE_MS = 9_000;

interface SupervisorParts {
  readonly settings: SupervisorConfig;
  readonly services: readonly ServiceDefinition[];
  readonly watchSources: boolean;
  readonly terminal: Terminal;
}

/** Starts Redis and the services and keeps them alive until a signal comes or the starter is gone. */
export const startSupervisor = async (
  parts: SupervisorParts,
): Promise<{ ok: true } | { ok: false; problem: string }> => {
  const { settings, services, terminal } = parts;
  const taken = takeDataFolder(settings.DATA_DIR);
  if (!taken.ok) return taken;
  const { folder } = taken;
  const problem = await findPortProblem(
    services,
    settings.HOST,
    folder.leftInAHurry ? HURRIED_PATIENCE_MS : 0,
  );
  if (problem) {
    folder.release();
    return { ok: false, problem };
  }

  const secret = settings.SECRET ?? readOrMakeSecret(folder.path);
  const logs = join(folder.path, "logs");
  const kept: KeptProcess[] = [];
  const keep = (
    name: string,
    start: () => ChildProcess | Promise<ChildProcess>,
    end?: (child: ChildProcess) => void,
  ) => {
    const log = createServiceLog(logs, name, terminal);
    const keptProcess = keepAlive({
      name,
      spawn: async () => {
        const child = await start();
        log.follow(child);
        return child;
      },
      end,
      onRestart: (how, delayMs) =>
        terminal.problem(
          `${name} ended (${how}); it restarts ${delayMs === 0 ? "at once" : `in ${delayMs / 1_000} s`}.`,
        ),
    });
    kept.push(keptProcess);
    return keptProcess;
  };

  const stopped = new AbortController();
  stopOnSignals(async () => {
    stopped.abort();
    terminal.say("Stopping …");
    await stopAll(kept);
    folder.release();
  });

  let redisUrl = settings.REDIS_URL;
  if (redisUrl === undefined) {
    const redis = await createPrivateRedis(folder.path);
    keep("redis", redis.spawn, redis.end);
    redisUrl = redis.url;
    if (!(await redis.untilReady()))
      terminal.problem(`Redis does not answer; see ${join(logs, "redis.log")}.`);
  }
  if (stopped.signal.aborted) return { ok: true };

  const environment = {
    ...process.env,
    NODE_ENV: parts.watchSources ? "development" : "production",
    DATA_DIR: folder.path,
    REDIS_URL: redisUrl,
    SECRET: secret,
    // A service that died is back sooner when its modules need not be compiled again.
    NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] ?? join(folder.path, "compile-cache"),
  };
  for (const service of services) {
    const keptProcess = keep(service.name, () => {
      const child = spawnService(service, environment);
      child.on("message", (message) => sayFirstRunLink(message, terminal));
      return child;
    });
    if (parts.watchSources) restartOnChange(keptProcess, service.sources, stopped.signal);
  }
  if (await waitUntilReady(services, settings.HOST, stopped.signal)) {
    terminal.say(`Backlot is ready at ${settings.ORIGIN ?? `http://localhost:${settings.PORT}`}`);
    terminal.say(`Logs: ${join(settings.DATA_DIR, "logs")} · Ctrl-C stops everything`);
  }
  return { ok: true };
};

const spawnService = (service: ServiceDefinition, environment: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, service.nodeArguments, {
    // "node", not the path of the binary: only a service's own process carries its folder's name.
    argv0: "node",
    env: environment,
    // The channel closes with the supervisor and ends the service; see shared/src/server/shutdown.ts.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Its own process group: Ctrl-C reaches the supervisor alone, which then stops things in order.
    detached: true,
  });

/** Services in their order of need, Redis last; all within the contract's 10 s. */
const stopAll = async (kept: readonly KeptProcess[]): Promise<void> => {
  const [redis, ...services] = kept[0]?.name === "redis" ? kept : [undefined, ...kept];
  const last = services.at(-1);
  const deadline = performance.now() + SERVICE_GRACE_MS;
  const graceMs = (): number => Math.max(0, deadline - performance.now());
  await Promise.all(services.slice(0, -1).map(async (service) => service?.stop(graceMs() / 2)));
  await last?.stop(graceMs());
  await redis?.stop(500);
};

const stopOnSignals = (stop: () => Promise<void>): void => {
  let stopping = false;
  const shutDown = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, shutDown);
  process.on("disconnect", shutDown);
};

/** The one-time link that signs the newcomer in is shown here and written nowhere. */
const sayFirstRunLink = (message: unknown, terminal: Terminal): void => {
  const { type, url } = (message ?? {}) as { type?: unknown; url?: unknown };
  if (type === "first-run-link" && typeof url === "string") {
    terminal.say(`First run: open the sample production with this link; it works once: ${url}`);
  }
};
