import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Every file of the repository, built and installed ones left out, as git sees it (new ones included). */
export const listFiles = (): string[] =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: ROOT,
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);

export const readText = (path: string): string => readFileSync(join(ROOT, path), "utf8");

export const countLines = (path: string): number => readText(path).split("\n").length - 1;
