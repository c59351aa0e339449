// The process that runs one job by itself. Started without its folder in the command line: only the service's own
// process has the service's name there.
import { functionImplementations } from "../functions/registry.ts";
import { serveIsolatedRun } from "./serve-isolated-run.ts";

serveIsolatedRun(functionImplementations);
