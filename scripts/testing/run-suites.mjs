import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT, runCommand } from "../bootstrap/run-command.mjs";

const RESULTS = join(ROOT, "test-results");
const BIN = join(ROOT, "node_modules", ".bin");

/** The suites start `node` themselves; that must be the project's. */
const environment = () => ({ ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ""}`, CI: "1" });

export const runVitest = async (node, tally, { fastOnly }) => {
  const only = fastOnly ? ["--project=unit", "--project=architecture"] : ["--coverage"];
  const { report, code, seconds } = await runSuite(node, "vitest.json", [
    join(ROOT, "node_modules", "vitest", "vitest.mjs"),
    "run",
    "--reporter=dot",
    "--reporter=json",
    `--outputFile.json=${join(RESULTS, "vitest.json")}`,
    ...only,
  ]);
  const failed = report?.numFailedTests ?? 0;
  // A file that cannot be loaded has no test to fail, and an error outside of any test fails none either.
  const unloadable = (report?.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  const broken = unloadable > 0 || failed > 0 || report?.success === true ? unloadable : 1;
  tally.add("unit to chaos (vitest)", report?.numPassedTests ?? 0, failed + broken, seconds);
  // Without a clean run there is no coverage to judge.
  if (!fastOnly && failed + broken === 0)
    tally.add("coverage gate", code === 0 ? 1 : 0, code === 0 ? 0 : 1, 0);
};

export const runBrowserTests = async (node, tally) => {
  const { report, code, seconds } = await runSuite(node, "playwright.json", [
    join(ROOT, "node_modules", "@playwright", "test", "cli.js"),
    "test",
  ]);
  const { expected = 0, unexpected = 0, flaky = 0 } = report?.stats ?? {};
  const failed = unexpected + flaky;
  tally.add("e2e and visual (playwright)", expected, failed === 0 && code !== 0 ? 1 : failed, seconds);
};

const runSuite = async (node, reportName, args) => {
  const path = join(RESULTS, reportName);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(path, { force: true });
  const startedAt = performance.now();
  const code = await runCommand(node, args, { env: environment() });
  return { code, report: readReport(path), seconds: (performance.now() - startedAt) / 1_000 };
};

const readReport = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
};
