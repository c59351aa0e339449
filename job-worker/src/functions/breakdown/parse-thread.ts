import { parentPort, workerData } from "node:worker_threads";
import { breakdownScreenplay, type BreakdownResult } from "@backlot/shared/screenplay/breakdown";
import { decodeScreenplay } from "@backlot/shared/screenplay/decode-screenplay";

const breakDown = (bytes: Uint8Array): BreakdownResult => {
  const decoded = decodeScreenplay(bytes);
  return decoded.ok ? breakdownScreenplay(decoded.text) : decoded;
};

parentPort?.postMessage(breakDown(workerData as Uint8Array));
