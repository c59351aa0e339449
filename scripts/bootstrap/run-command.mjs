import { spawn } from "node:child_process";
import { delimiter, dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A problem the person at the terminal can mend; its message is the one line they read. */
export class ClearError extends Error {}

export const reportAndExit = (error) => {
  console.error(error instanceof ClearError ? error.message : error);
  process.exit(1);
};

/** Runs a command in front, passing signals on; resolves with its exit code. */
export const runCommand = (command, args, { onOutput, ...options } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
    if (onOutput) {
      child.stdout.on("data", onOutput);
      child.stderr.on("data", onOutput);
    }
    const passOn = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, passOn);
    const settle = (act) => {
      for (const signal of signals) process.off(signal, passOn);
      act();
    };
    child.on("error", (error) => settle(() => reject(error)));
    child.on("close", (code, signal) =>
      settle(() => {
        if (signal) reject(new ClearError(`Stopped while running ${command} (${signal}).`));
        else resolve(code);
      }),
    );
  });

/** Runs a command unseen; its output is shown when it fails. Resolves with its exit code. */
export const runQuietly = async (command, args, options = {}) => {
  const output = [];
  const code = await runCommand(command, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
    onOutput: (chunk) => output.push(chunk),
  });
  if (code !== 0) process.stderr.write(Buffer.concat(output));
  return code;
};

/**
 * The environment without node_modules/.bin: `npm ci` deletes that folder, and must not run on the Node that
 * lives in it.
 */
export const systemEnvironment = () => ({
  ...process.env,
  PATH: (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith(`node_modules${sep}.bin`))
    .join(delimiter),
});
