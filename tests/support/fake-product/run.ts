import { readSettings } from "@backlot/shared/server/config-schema";
import { supervisorSettings } from "../../../scripts/supervisor/config.ts";
import { startSupervisor } from "../../../scripts/supervisor/start-supervisor.ts";
import { createTerminal } from "../../../scripts/supervisor/terminal.ts";

/** The real supervisor over two small services, so that its own tests need neither a build nor a database. */
const config = readSettings(supervisorSettings, process.env);
if (!config.ok) throw new Error(config.problems.join("\n"));
const { PORT, SYNC_PORT } = config.values;
const terminal = createTerminal(process.stdout, process.stderr);
const fake = (name: string, port: number) => ({
  name,
  port,
  nodeArguments: ["tests/support/fake-product/service.ts", String(port), name],
  sources: [],
});
const started = await startSupervisor({
  settings: config.values,
  services: [
    { ...fake("front", PORT), portSetting: "PORT" },
    { ...fake("back", SYNC_PORT), portSetting: "SYNC_PORT" },
  ],
  watchSources: false,
  terminal,
});
if (!started.ok) {
  terminal.problem(started.problem);
  process.exit(1);
}
