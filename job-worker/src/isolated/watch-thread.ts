// Runs in a thread of the isolated process, where a job that never gives the event loop back cannot stop it.
import { parentPort, workerData } from "node:worker_threads";
import { MEMORY_SIGNAL, type Watch } from "./start-watch.ts";

const CHECK_INTERVAL_MS = 250;
const { parentPid, maxRssBytes } = workerData as Watch;

setInterval(() => {
  if (process.ppid !== parentPid) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > maxRssBytes) process.kill(process.pid, MEMORY_SIGNAL);
}, CHECK_INTERVAL_MS);
parentPort?.postMessage("watching");
