import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { listFiles, readText } from "./source-tree.ts";

const SERVICES = ["web", "sync-server", "job-worker"];
const BROWSER_SAFE = [
  "animatic",
  "canvas",
  "continuity",
  "coverage",
  "functions",
  "presence",
  "protocol",
  "screenplay",
  "shot-list",
];

const IMPORT =
  /^\s*(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

const importsOf = (path: string): string[] =>
  [...readText(path).matchAll(IMPORT)].map(([, named, bare, dynamic]) => named ?? bare ?? dynamic ?? "");

/** The file or package an import means, as a path from the root. */
const targetOf = (path: string, name: string): string => {
  if (name.startsWith(".")) return join(dirname(path), name);
  if (name.startsWith("#lib/")) return join("web/src/lib", name.slice("#lib/".length));
  if (name.startsWith("@backlot/shared/")) return join("shared/src", name.slice("@backlot/shared/".length));
  return name;
};

const arrows = listFiles()
  .filter((path) => /^(web|sync-server|job-worker|shared)\/src\/.*\.(ts|svelte)$/.test(path))
  .filter((path) => !/\.test(-[a-z]+)?\.ts$/.test(path))
  .flatMap((path) => importsOf(path).map((name) => ({ path, target: targetOf(path, name) })));

const offenders = (isWrong: (arrow: { path: string; target: string }) => boolean): string[] =>
  arrows.filter(isWrong).map(({ path, target }) => `${path} → ${target}`);

describe("dependencies", () => {
  it("never run from one service to another, nor from shared to a service", () => {
    const wrong = offenders(({ path, target }) =>
      SERVICES.some(
        (service) =>
          !path.startsWith(`${service}/`) &&
          (target.startsWith(`${service}/`) || target.startsWith(`@backlot/${service}`)),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it("keep Node out of the parts of shared that browsers use", () => {
    const wrong = offenders(
      ({ path, target }) =>
        BROWSER_SAFE.some((folder) => path.startsWith(`shared/src/${folder}/`)) &&
        (target.startsWith("shared/src/server/") || target.startsWith("node:")),
    );
    expect(wrong).toEqual([]);
  });

  it("keep the canvas apart from everything but the functions' contracts", () => {
    const wrong = offenders(
      ({ path, target }) =>
        path.startsWith("shared/src/canvas/") && /^shared\/src\/(server|presence|protocol)\//.test(target),
    );
    expect(wrong).toEqual([]);
  });

  it("keep web/src/lib/ui free of the domain", () => {
    const wrong = offenders(
      ({ path, target }) =>
        path.startsWith("web/src/lib/ui/") &&
        (target.startsWith("shared/") ||
          (target.startsWith("web/src/") && !target.startsWith("web/src/lib/ui/"))),
    );
    expect(wrong).toEqual([]);
  });

  it("let pages use features, never the other way", () => {
    expect(
      offenders(
        ({ path, target }) => !path.startsWith("web/src/routes/") && target.startsWith("web/src/routes/"),
      ),
    ).toEqual([]);
  });

  it("are declared by the package that uses them", () => {
    const undeclared = new Set<string>();
    for (const workspace of ["shared", ...SERVICES]) {
      const manifest = JSON.parse(readText(`${workspace}/package.json`)) as {
        dependencies: Record<string, string>;
      };
      for (const { path, target } of arrows) {
        if (!path.startsWith(`${workspace}/`) || /^(node:|\.|\$|#)/.test(target) || target.includes("/src/"))
          continue;
        const name = target.split("/", target.startsWith("@") ? 2 : 1).join("/");
        if (!(name in manifest.dependencies)) undeclared.add(`${workspace}: ${name} (${path})`);
      }
    }
    expect([...undeclared]).toEqual([]);
  });
});
