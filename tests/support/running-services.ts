import { execFileSync } from "node:child_process";
import { eventually } from "./eventually.ts";

const SERVICES = ["web", "sync-server", "job-worker"] as const;
export type Service = (typeof SERVICES)[number];

/** Process ids of a supervisor's services; a service between its end and its restart is absent. */
export const findServices = (supervisorPid: number): Partial<Record<Service, number>> => {
  const rows = execFileSync("ps", ["-e", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" }).split("\n");
  const found: Partial<Record<Service, number>> = {};
  for (const row of rows) {
    const [, pid, parent, state, command = ""] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(row) ?? [];
    if (Number(parent) !== supervisorPid || state?.startsWith("Z")) continue;
    const service = SERVICES.find((name) => command.includes(`${name}/src/main.ts`));
    if (service) found[service] = Number(pid);
  }
  return found;
};

/** `kill -9`; resolves when the process is gone. The supervisor starts a new one. */
export const killService = async (supervisorPid: number, service: Service): Promise<void> => {
  const pid = await eventually(() => {
    const running = findServices(supervisorPid)[service];
    if (running === undefined) throw new Error(`${service} is not running`);
    return running;
  }, 15_000);
  process.kill(pid, "SIGKILL");
  await eventually(() => {
    if (findServices(supervisorPid)[service] === pid) throw new Error(`${service} is still there`);
  });
};
