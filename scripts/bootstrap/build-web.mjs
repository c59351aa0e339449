import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ClearError, ROOT, runQuietly } from "./run-command.mjs";

const SOURCES = ["web", "shared/src", "shared/package.json", "package-lock.json", "tsconfig.base.json"];
const NOT_SOURCES = new Set(["node_modules", "build", ".svelte-kit", "test-results"]);
const STAMP = join(ROOT, "web", "build", ".sources");

/** Builds the web pages when a source of theirs differs from the last build's. */
export const buildWeb = async (node) => {
  const sources = hashSources();
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === sources) return;
  console.log("Building the web pages …");
  const vite = join(ROOT, "node_modules", "vite", "bin", "vite.js");
  const code = await runQuietly(node, [vite, "build"], {
    cwd: join(ROOT, "web"),
    env: { ...process.env, NODE_ENV: "production" },
  });
  if (code !== 0) throw new ClearError("The web pages could not be built; the reason stands above.");
  writeFileSync(STAMP, sources);
};

const hashSources = () => {
  const hash = createHash("sha256");
  for (const source of SOURCES)
    for (const path of listFiles(source)) hash.update(path).update(readFileSync(join(ROOT, path)));
  return hash.digest("hex");
};

const listFiles = (path) => {
  let entries;
  try {
    entries = readdirSync(join(ROOT, path), { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOTDIR") return [path];
    throw error;
  }
  return entries
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !/\.(test|spec)\.ts$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? listFiles(`${path}/${entry.name}`) : [`${path}/${entry.name}`],
    );
};
