import { describe, expect, it } from "vitest";
import { listFiles, readText } from "./source-tree.ts";

/** What begins transactions by itself: the one helper of the records, and the canvas log, which locks its documents. */
const HOMES = ["shared/src/server/database/transact.ts", "shared/src/server/canvas-log/"];

describe("transactions over the records", () => {
  it("all go through `transact`: on PostgreSQL any other would not run as if alone", () => {
    const sources = listFiles().filter((path) => /^[a-z-]+\/src\/.*(?<!\.test)\.ts$/.test(path));
    const strays = sources.filter(
      (path) => !HOMES.some((home) => path.startsWith(home)) && readText(path).includes(".transaction()"),
    );
    expect(strays).toEqual([]);
  });

  it("lock no row by words that SQLite does not know", () => {
    const sources = listFiles().filter((path) => /^(shared|web|job-worker)\/src\/.*\.ts$/.test(path));
    expect(sources.filter((path) => /\.(forUpdate|forShare)\(/.test(readText(path)))).toEqual([]);
  });
});
