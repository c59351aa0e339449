import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { ClearError, runCommand } from "./run-command.mjs";

const PROGRAMS = {
  redis: {
    title: "Redis",
    why: "and no REDIS_URL is set",
    isThere: () => spawnSync("redis-server", ["--version"]).status === 0,
    aptPackage: "redis-server",
    dnfPackage: "redis",
    brew: "brew install redis",
  },
  chromium: {
    title: "Chromium",
    why: "and the browser tests need it",
    isThere: () => existsSync(process.env.CHROMIUM_PATH ?? "/usr/bin/chromium"),
    aptPackage: "chromium",
    dnfPackage: "chromium",
    brew: "brew install --cask chromium, then CHROMIUM_PATH=<its binary>",
  },
};

export const requireRedis = () => requireProgram(PROGRAMS.redis);
export const requireChromium = () => requireProgram(PROGRAMS.chromium);

/** Root on Debian or Ubuntu gets it installed; everyone else is told the exact command. */
const requireProgram = async (program) => {
  if (program.isThere()) return;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log(`Installing ${program.title} …`);
    await aptInstall(program.aptPackage);
    if (program.isThere()) return;
  }
  throw new ClearError(
    `${program.title} is missing ${program.why}: ` +
      `sudo apt-get install -y ${program.aptPackage} (Debian, Ubuntu), ` +
      `sudo dnf install -y ${program.dnfPackage} (Fedora), ${program.brew} (macOS).`,
  );
};

const aptInstall = async (packageName) => {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = () =>
    runCommand("apt-get", ["install", "-y", "-qq", "--no-install-recommends", packageName], {
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
  if ((await install()) === 0) return;
  await runCommand("apt-get", ["update", "-qq"], { env });
  await install();
};
