import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { buildWeb } from "./build-web.mjs";
import { installPackages } from "./install-packages.mjs";
import { findProjectNode } from "./project-node.mjs";
import { ROOT, reportAndExit } from "./run-command.mjs";
import { requireRedis } from "./system-programs.mjs";

const PARENT_CHECK_MS = 500;

/** Installs and builds what is out of date, then hands the terminal to the supervisor under the project's Node. */
export const launchProduct = async ({ dev }) => {
  process.chdir(ROOT);
  // What is set in the shell wins over the file.
  if (existsSync(".env")) process.loadEnvFile(".env");
  try {
    await installPackages("run");
    if (!process.env.REDIS_URL) await requireRedis();
    const node = findProjectNode();
    if (!dev) await buildWeb(node);
    superviseUntilDone(node, dev);
  } catch (error) {
    reportAndExit(error);
  }
};

const superviseUntilDone = (node, dev) => {
  const supervisor = spawn(node, ["scripts/supervise.ts", ...(dev ? ["--dev"] : [])], {
    // Only a service's own process may carry its folder's name, and the checkout's path could contain one.
    argv0: "node",
    cwd: ROOT,
    // The channel closes when this process is killed; the supervisor then stops.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  const stop = () => supervisor.kill("SIGTERM");
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  if (process.env.npm_lifecycle_event) watchParent(stop);
  supervisor.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
};

/** npm that is killed with SIGKILL cannot pass it on: being handed to another parent is the sign. */
const watchParent = (onGone) => {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && onGone(), PARENT_CHECK_MS).unref();
};
