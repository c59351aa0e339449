import { parentPort, workerData } from "node:worker_threads";
import { writePlayer, type PlayerInput } from "./write-player.ts";

parentPort?.postMessage(await writePlayer(workerData as PlayerInput));
