import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, readText } from "./source-tree.ts";

const FOLDER = "ops/prometheus";
const promtool = (...args: string[]) =>
  spawnSync("promtool", args, { cwd: join(ROOT, FOLDER), encoding: "utf8" });

const isThere = promtool("--version").status === 0;
if (!isThere) process.stderr.write("promtool is not installed: the tests of the alert rules are skipped\n");

describe.runIf(isThere)("the alerts, as Prometheus reads them", () => {
  it.each([
    ["have a configuration that loads them", ["check", "config", "prometheus.yml"]],
    ["are rules without a mistake", ["check", "rules", "--lint-fatal", "alerts.yml"]],
    ["ring when they should, and not when they should not", ["test", "rules", "alerts.test.yml"]],
  ])("%s", (_, args) => {
    const { status, stdout, stderr } = promtool(...args);
    expect({ status, said: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, said: "" });
  });
});

describe("each alert", () => {
  const names = [...readText(`${FOLDER}/alerts.yml`).matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  const cases = readText(`${FOLDER}/alerts.test.yml`);

  it.each(names)("%s has a test in which it rings, and one in which it stays silent", (name) => {
    const expected = [...cases.matchAll(new RegExp(`alertname: ${name}\\s+exp_alerts:( \\[\\])?`, "g"))];
    expect(new Set(expected.map(([, empty]) => (empty ? "silent" : "rings")))).toEqual(
      new Set(["rings", "silent"]),
    );
  });
});
