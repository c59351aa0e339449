import { buildWeb } from "./bootstrap/build-web.mjs";
import { findProjectNode } from "./bootstrap/project-node.mjs";
import { reportAndExit } from "./bootstrap/run-command.mjs";

/** Builds the web pages unless the last build is of the same sources. */
await buildWeb(findProjectNode()).catch(reportAndExit);
