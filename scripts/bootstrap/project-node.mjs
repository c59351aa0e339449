import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ClearError, ROOT, systemEnvironment } from "./run-command.mjs";

const PROJECT_NODE_MAJOR = 24;

/** Node 24 comes as a package on Linux (x64, arm64); elsewhere the system's own Node must be that new. */
export const findProjectNode = () => {
  const candidates = [join(ROOT, "node_modules", ".bin", "node"), "node"];
  for (const candidate of candidates) {
    const answer = spawnSync(candidate, ["-p", "process.execPath + ' ' + process.versions.node"], {
      encoding: "utf8",
      env: systemEnvironment(),
    });
    const [, path, major] = /^(.*) (\d+)\.\d+\.\d+/.exec(answer.stdout ?? "") ?? [];
    if (Number(major) >= PROJECT_NODE_MAJOR) return path;
  }
  throw new ClearError(
    `On ${process.platform}-${process.arch} Backlot needs Node ${PROJECT_NODE_MAJOR} or newer on the PATH (this is ${process.versions.node}); see https://nodejs.org.`,
  );
};
