import { describe, expect, it } from "vitest";
import type { Setting } from "@backlot/shared/server/config-schema";
import { jobWorkerSettings } from "../../job-worker/src/config.ts";
import { supervisorSettings } from "../../scripts/supervisor/config.ts";
import { syncSettings } from "../../sync-server/src/config.ts";
import { webSettings } from "../../web/src/config.ts";
import { readText } from "./source-tree.ts";

/** `# meaning` above `# NAME=default`; commented out, so that a copied file changes nothing by itself. */
const exampleOf = (settings: Record<string, Setting>): string =>
  Object.entries(settings)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { schema, meaning }]) => {
      const value = schema.safeParse(undefined).data;
      return `# ${meaning}\n# ${name}=${value === undefined ? "" : String(value)}\n`;
    })
    .join("\n");

describe("settings", () => {
  it("are all in .env.example, with default and meaning", () => {
    const header = readText(".env.example").split("\n\n", 1)[0] ?? "";
    expect(readText(".env.example")).toBe(`${header}\n\n${exampleOf(supervisorSettings)}`);
  });

  it("are checked by the supervisor before anything starts, every service's", () => {
    const all = new Set(
      [webSettings, syncSettings, jobWorkerSettings].flatMap((settings) => Object.keys(settings)),
    );
    expect(Object.keys(supervisorSettings).sort()).toEqual([...all].sort());
  });

  it("have one default and one meaning, whichever service reads them", () => {
    const differing = Object.entries({ ...webSettings }).filter(([name, setting]) =>
      [syncSettings, jobWorkerSettings].some((other: Record<string, Setting>) => {
        const twin = other[name];
        if (!twin || ["REDIS_URL", "SECRET", "ORIGIN"].includes(name)) return false;
        return (
          twin.meaning !== setting.meaning ||
          twin.schema.safeParse(undefined).data !== setting.schema.safeParse(undefined).data
        );
      }),
    );
    expect(differing.map(([name]) => name)).toEqual([]);
  });
});
