import { join } from "node:path";
import { ROOT } from "../bootstrap/run-command.mjs";

const script = (...path) => join(ROOT, "node_modules", ...path);
const types = (node, folder) => ({
  name: `types: ${folder}`,
  command: node,
  args: [script("typescript", "bin", "tsc"), "-p", `${folder}/tsconfig.json`],
});

/** One row per check; each counts as one test. The first makes the files that others need. */
export const staticChecks = (node) => [
  {
    name: "types: web",
    first: true,
    command: node,
    args: [
      script("svelte-check", "bin", "svelte-check"),
      "--tsconfig",
      "tsconfig.json",
      "--threshold",
      "warning",
    ],
    before: { command: node, args: [script("@sveltejs", "kit", "svelte-kit.js"), "sync"] },
    cwd: join(ROOT, "web"),
  },
  { name: "format", command: node, args: [script("prettier", "bin", "prettier.cjs"), "--check", "."] },
  { name: "lint", command: node, args: [script("eslint", "bin", "eslint.js"), "--max-warnings=0", "."] },
  ...["shared", "sync-server", "job-worker", "scripts", "tests", "perf", "."].map((folder) =>
    types(node, folder),
  ),
  { name: "dead code", command: node, args: [script("knip", "bin", "knip.js"), "--no-progress"] },
];

export const webBuild = (node) => ({ name: "build", command: node, args: ["scripts/build.mjs"] });
