import { readSettings } from "@backlot/shared/server/config-schema";
import { startSupervisor } from "./supervisor/start-supervisor.ts";
import { supervisorSettings } from "./supervisor/config.ts";
import { productServices } from "./supervisor/product-services.ts";
import { createTerminal } from "./supervisor/terminal.ts";

const terminal = createTerminal(process.stdout, process.stderr);
const config = readSettings(supervisorSettings, process.env);
if (config.ok) {
  const dev = process.argv.includes("--dev");
  const started = await startSupervisor({
    settings: config.values,
    services: productServices(config.values, dev),
    watchSources: dev,
    terminal,
  });
  if (!started.ok) refuse([started.problem]);
} else refuse(config.problems);

function refuse(problems: string[]): never {
  for (const problem of problems) terminal.problem(problem);
  process.exit(1);
}
