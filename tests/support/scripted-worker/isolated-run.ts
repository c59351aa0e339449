import { serveIsolatedRun } from "../../../job-worker/src/isolated/serve-isolated-run.ts";
import { scriptedFunctions } from "./functions.ts";

serveIsolatedRun(scriptedFunctions);
