import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClearError, runCommand } from "./run-command.mjs";

const DEBIAN_POSTGRES = "/usr/lib/postgresql";
const CLUSTER_SETTINGS = "/etc/postgresql-common/createcluster.d";

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
  postgres: {
    title: "PostgreSQL",
    why: "and half of the tests of the databases need it",
    isThere: () =>
      spawnSync("initdb", ["--version"]).status === 0 ||
      (existsSync(DEBIAN_POSTGRES) &&
        readdirSync(DEBIAN_POSTGRES).some((version) =>
          existsSync(`${DEBIAN_POSTGRES}/${version}/bin/initdb`),
        )),
    aptPackage: "postgresql",
    dnfPackage: "postgresql-server",
    brew: "brew install postgresql",
    install: () => withoutCluster(() => aptInstall("postgresql")),
  },
  ffmpeg: {
    title: "ffmpeg",
    why: "and the tests of videos need it",
    isThere: () => spawnSync("ffmpeg", ["-version"]).status === 0,
    aptPackage: "ffmpeg",
    dnfPackage: "ffmpeg-free",
    brew: "brew install ffmpeg",
  },
  promtool: {
    title: "promtool",
    why: "and the tests of the alert rules need it",
    isThere: () => spawnSync("promtool", ["--version"]).status === 0,
    aptPackage: "prometheus",
    dnfPackage: "golang-github-prometheus",
    brew: "brew install prometheus",
    install: () => takeFromPackage("prometheus", "promtool"),
  },
};

export const requireRedis = () => requireProgram(PROGRAMS.redis);
export const requireChromium = () => requireProgram(PROGRAMS.chromium);

/** Without one of these the tests that need it are skipped, so its absence is said and stops nothing. */
export const wantPostgres = () => wantProgram(PROGRAMS.postgres);
export const wantFfmpeg = () => wantProgram(PROGRAMS.ffmpeg);
export const wantPromtool = () => wantProgram(PROGRAMS.promtool);

const wantProgram = async (program) => {
  try {
    await requireProgram(program);
  } catch (error) {
    if (!(error instanceof ClearError)) throw error;
    console.log(`${error.message} Its tests are skipped.`);
  }
};

/** Root on Debian or Ubuntu gets it installed; everyone else is told the exact command. */
const requireProgram = async (program) => {
  if (program.isThere()) return;
  if (process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0) {
    console.log(`Installing ${program.title} …`);
    await (program.install ?? (() => aptInstall(program.aptPackage)))();
    if (program.isThere()) return;
  }
  throw new ClearError(
    `${program.title} is missing ${program.why}: ` +
      `sudo apt-get install -y ${program.aptPackage} (Debian, Ubuntu), ` +
      `sudo dnf install -y ${program.dnfPackage} (Fedora), ${program.brew} (macOS).`,
  );
};

/** Debian's package makes a database and starts a service for it; the tests only need the programs. */
const withoutCluster = async (install) => {
  const settings = `${CLUSTER_SETTINGS}/backlot-tests.conf`;
  mkdirSync(CLUSTER_SETTINGS, { recursive: true });
  writeFileSync(settings, "create_main_cluster = false\n");
  try {
    await install();
  } finally {
    rmSync(settings, { force: true });
  }
};

/** Installed, Debian's package would serve on all addresses, now and at every boot; the tests only need the one program. */
const takeFromPackage = async (packageName, program) => {
  const folder = mkdtempSync(join(tmpdir(), "backlot-package-"));
  try {
    await aptGet(["download", "-qq", "-o", "APT::Sandbox::User=root", packageName], { cwd: folder });
    const [file] = readdirSync(folder);
    if (!file || (await runCommand("dpkg-deb", ["--extract", file, "files"], { cwd: folder })) !== 0) return;
    copyFileSync(join(folder, "files", "usr", "bin", program), join("/usr/local/bin", program));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const aptInstall = (packageName) => aptGet(["install", "-y", "-qq", "--no-install-recommends", packageName]);

/** Lists that are too old, or not there at all, are fetched for a second try; what is missing then apt has said. */
const aptGet = async (args, options = {}) => {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = () => runCommand("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"], ...options });
  if ((await run()) === 0) return;
  await runCommand("apt-get", ["update", "-qq"], { env });
  await run();
};
