// Runs on the system's Node like start.mjs: it installs what the tests need before it can use it.
import {
  requireChromium,
  requireRedis,
  wantFfmpeg,
  wantPostgres,
  wantPromtool,
} from "./bootstrap/system-programs.mjs";
import { installPackages } from "./bootstrap/install-packages.mjs";
import { findProjectNode } from "./bootstrap/project-node.mjs";
import { ROOT, reportAndExit } from "./bootstrap/run-command.mjs";
import { runChecks } from "./testing/run-checks.mjs";
import { runBrowserTests, runVitest } from "./testing/run-suites.mjs";
import { createTally } from "./testing/tally.mjs";
import { staticChecks, webBuild } from "./testing/static-checks.mjs";

const fastOnly = process.argv.includes("--check");
process.chdir(ROOT);

try {
  await installPackages("full");
  await requireRedis();
  await wantPostgres();
  await wantFfmpeg();
  await wantPromtool();
  if (!fastOnly) await requireChromium();
  const node = findProjectNode();
  const tally = createTally();
  await runChecks(staticChecks(node), tally);
  if (!fastOnly) await runChecks([webBuild(node)], tally);
  await runVitest(node, tally, { fastOnly });
  if (!fastOnly) await runBrowserTests(node, tally);
  tally.print();
  process.exitCode = tally.failed() > 0 ? 1 : 0;
} catch (error) {
  reportAndExit(error);
}
