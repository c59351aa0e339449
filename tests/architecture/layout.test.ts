import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, countLines, listFiles } from "./source-tree.ts";

const TOP_FOLDERS = [
  "web",
  "sync-server",
  "job-worker",
  "shared",
  "tests",
  "perf",
  "docs",
  "ops",
  "scripts",
  ".ci",
];
const ROOT_FILES = [
  ".env.example",
  ".gitignore",
  ".npmrc",
  ".prettierignore",
  ".prettierrc.json",
  "LICENSE",
  "README.md",
  "THIRD-PARTY-NOTICES.md",
  "eslint.config.js",
  "knip.json",
  "package-lock.json",
  "package.json",
  "playwright.config.ts",
  "tsconfig.base.json",
  "tsconfig.json",
  "vitest.config.ts",
];
/** A folder is a concept of the product, never a kind of code. */
const EMPTY_NAMES = [
  "utils",
  "util",
  "helpers",
  "helper",
  "types",
  "common",
  "misc",
  "services",
  "managers",
  "core",
  "lib2",
];

const MAX_LINES = 250;
/** Longer files and why they stay in one piece. */
const LONG_FOR_A_REASON: Record<string, string> = {
  "shared/src/storyboard/arrow-glyphs.ts": "the whole fixed grammar of arrows, drawn side by side",
  "shared/src/storyboard/movement.ts": "one table from each movement code to its arrows",
  "shared/src/storyboard/kits/alley.ts": "one place, drawn from its far end to its near one",
  "shared/src/storyboard/kits/public-building.ts": "four fronts, one drawing each",
  "shared/src/server/database/tables.ts": "every table of the records beside the others",
  "tests/e2e/batches.spec.ts": "three journeys, told from beginning to end",
  "sync-server/src/room/room.ts":
    "the one place where check, log, apply, acknowledge and pass on follow each other",
  "perf/storyboard-contact-sheet.ts": "mostly the re-staged frames, as data",
};

const files = listFiles().filter((path) => existsSync(join(ROOT, path)));
const sources = files.filter((path) => /\.(ts|mjs|js|svelte)$/.test(path));

describe("the tree", () => {
  it("has the folders of the architecture at its top, and no other", () => {
    const folders = new Set(files.filter((path) => path.includes("/")).map((path) => path.split("/", 1)[0]));
    expect([...folders].filter((folder) => !TOP_FOLDERS.includes(folder ?? ""))).toEqual([]);
  });

  it("has no stray file at its root", () => {
    expect(files.filter((path) => !path.includes("/") && !ROOT_FILES.includes(path))).toEqual([]);
  });

  it("names every folder after a concept of the product", () => {
    const folders = new Set(files.flatMap((path) => path.split("/").slice(0, -1)));
    expect(EMPTY_NAMES.filter((name) => folders.has(name))).toEqual([]);
  });

  it("keeps barrels out: no index.ts", () => {
    expect(sources.filter((path) => /(^|\/)index\.(ts|js|mjs)$/.test(path))).toEqual([]);
  });

  it("names TypeScript files in kebab-case and components in PascalCase", () => {
    const misnamed = sources.filter((path) => {
      const name = path.slice(path.lastIndexOf("/") + 1);
      if (path.startsWith("web/src/routes/")) return false;
      if (name.endsWith(".svelte")) return !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name);
      return !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z-]+)*\.(ts|mjs|js)$/.test(name);
    });
    expect(misnamed).toEqual([]);
  });

  it(`keeps files within ${MAX_LINES} lines, or says why not`, () => {
    const long = sources.filter((path) => countLines(path) > MAX_LINES && !path.endsWith(".test.ts"));
    expect(
      long.filter((path) => !(path in LONG_FOR_A_REASON)).map((path) => `${path}: ${countLines(path)}`),
    ).toEqual([]);
    expect(Object.keys(LONG_FOR_A_REASON).filter((path) => !long.includes(path))).toEqual([]);
  });

  it("keeps the README within 100 lines", () => {
    expect(countLines("README.md")).toBeLessThanOrEqual(100);
  });
});
