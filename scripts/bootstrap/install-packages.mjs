import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ClearError, ROOT, runCommand, systemEnvironment } from "./run-command.mjs";

/** `run` installs only what running needs, `full` also what tests need; nothing happens when it is all there. */
export const installPackages = async (mode) => {
  if (isInstalled(mode)) return;
  console.log("Installing packages …");
  const omit = mode === "run" ? ["--omit=dev"] : [];
  const code = await runCommand("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...omit], {
    env: systemEnvironment(),
  });
  if (code !== 0) throw new ClearError("npm ci failed; its own message stands above.");
};

/**
 * npm writes node_modules/.package-lock.json last, so it tells what a finished install left there, whoever ran
 * it. Optional packages are not compared: most are other platforms' binaries.
 */
const isInstalled = (mode) => {
  const installed = readPackages(join(ROOT, "node_modules", ".package-lock.json"));
  const wanted = readPackages(join(ROOT, "package-lock.json"));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.includes("node_modules/") ||
      entry.optional ||
      (mode === "run" && (entry.dev || entry.devOptional)) ||
      (installed[path] !== undefined && installed[path].version === entry.version),
  );
};

const readPackages = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
};
