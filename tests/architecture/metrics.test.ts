import { describe, expect, it } from "vitest";
import { listFiles, readText } from "./source-tree.ts";

const OWN_NAME = /\bbacklot_[a-z_]+\b/g;
const namesIn = (path: string): string[] => readText(path).match(OWN_NAME) ?? [];
/** A histogram is stored under the names of its parts. */
const familyOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, "");

const known = new Set(
  listFiles()
    .filter(
      (path) => /^(web|sync-server|job-worker|shared)\/.*\.ts$/.test(path) && !path.endsWith(".test.ts"),
    )
    .flatMap(namesIn),
);

describe("a metric that operators read about", () => {
  it.each(["ops/prometheus/alerts.yml", "ops/prometheus/alerts.test.yml", "docs/operating.md"])(
    "in %s is one that a process gives",
    (path) => {
      const names = new Set(namesIn(path).map(familyOf));
      expect(names.size).toBeGreaterThan(0);
      expect([...names].filter((name) => !known.has(name))).toEqual([]);
    },
  );
});
