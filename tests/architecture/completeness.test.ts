import { describe, expect, it } from "vitest";
import { routeTable } from "../../web/src/lib/server/api/route-table.ts";
import { describeApi } from "../../web/src/lib/server/api/openapi.ts";
import { randomCommands } from "../convergence/random-commands.ts";
import { listFiles, readText } from "./source-tree.ts";

/** The calls of the REST contract that this version promises (docs/architecture.md). */
const PROMISED = `
POST auth/sign-up · POST auth/sign-in · POST auth/sign-out · POST auth/sign-in-link · GET me
GET workspaces · POST workspaces · GET workspaces/{} · PATCH workspaces/{} · DELETE workspaces/{}
GET projects · POST projects · GET projects/{} · PATCH projects/{} · DELETE projects/{}
GET canvases · POST canvases · GET canvases/{} · PATCH canvases/{} · DELETE canvases/{}
GET canvases/{}/content · POST canvases/{}/operations · POST canvases/{}/import · POST canvases/{}/import/preview
POST canvases/{}/sync-token
GET canvases/{}/share-links · POST canvases/{}/share-links · DELETE share-links/{} · POST share/sync-token
GET functions · GET canvases/{}/batches · POST canvases/{}/batches
GET batches/{} · PATCH batches/{} · GET batches/{}/events
POST batches/{}/cancel · POST batches/{}/retry · POST batches/{}/pause · POST batches/{}/resume
POST jobs/{}/cancel · POST jobs/{}/retry · GET api-keys · POST api-keys · DELETE api-keys/{}
POST canvases/{}/assets · GET canvases/{}/assets/{}
GET workspaces/{}/outside-functions · POST workspaces/{}/outside-functions
POST workspaces/{}/outside-functions/check · PATCH outside-functions/{} · DELETE outside-functions/{}
`
  .trim()
  .split(/\n| · /)
  .sort();

const camelCase = (name: string): string =>
  name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

describe("what is promised is there", () => {
  it("describes every promised REST call in OpenAPI", () => {
    const { paths } = describeApi(routeTable) as { paths: Record<string, Record<string, unknown>> };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => `${method.toUpperCase()} ${path.replace("/api/v1/", "").replace(/\{\w+\}/g, "{}")}`,
      ),
    );
    expect(PROMISED.filter((call) => !described.includes(call))).toEqual([]);
  });

  it("tries every command in the convergence suite", () => {
    const commands = listFiles()
      .map((path) => /^shared\/src\/canvas\/commands\/([a-z-]+)\.ts$/.exec(path)?.[1])
      .filter((name) => name !== undefined)
      .filter((name) =>
        readText(`shared/src/canvas/commands/${name}.ts`).includes(`export const ${camelCase(name)} =`),
      );
    expect(commands.length).toBeGreaterThan(0);
    expect(Object.keys(randomCommands).sort()).toEqual(commands.sort());
  });

  it("runs what bounds a latency between processes with nothing beside it", () => {
    const timed = listFiles().filter(
      (path) =>
        /^tests\/(chaos|integration)\/.*\.test\.ts$/.test(path) && /\bMAX_\w+_MS\b/.test(readText(path)),
    );
    const [, alone = ""] =
      /^const ALONE = \["tests\/chaos\/\{(.+)\}\.test\.ts"\];$/m.exec(readText("vitest.config.ts")) ?? [];
    expect(timed.sort()).toEqual(
      alone
        .split(",")
        .map((name) => `tests/chaos/${name}.test.ts`)
        .sort(),
    );
  });

  it("names every direct dependency in the third-party notices", () => {
    const notices = readText("THIRD-PARTY-NOTICES.md");
    const missing = ["shared", "sync-server", "job-worker", "web"].flatMap((workspace) => {
      const manifest = JSON.parse(readText(`${workspace}/package.json`)) as {
        dependencies: Record<string, string>;
      };
      return Object.keys(manifest.dependencies).filter(
        (name) => !name.startsWith("@backlot/") && !new RegExp(`^\\| ${name} +\\|`, "m").test(notices),
      );
    });
    expect(missing).toEqual([]);
  });

  it("locks every platform's optional package: npm ci refuses a lockfile that lacks one", () => {
    type Entry = { optionalDependencies?: Record<string, string> };
    const { packages } = JSON.parse(readText("package-lock.json")) as { packages: Record<string, Entry> };
    // npm leaves those out that the registry did not serve when the lockfile was written; add them by hand, with
    // version, os, cpu and libc.
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});
