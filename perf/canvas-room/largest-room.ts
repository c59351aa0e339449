import { measureRoom } from "./measure.ts";
import type { RoomResult } from "./room-result.ts";

export interface RoomStep {
  peers: number;
  result: RoomResult;
  verdict: string;
}

const FIRST_PEERS = 1_000;
const STEP_PEERS = 200;
const MOST_PEERS = 2_000;
const LIMIT_MS = 50;
const BUSY_GENERATOR = 0.95;

/** Grows the room until its edit p99 passes the limit, the generator is at its end, or the bound is reached. */
export const findLargestRoom = async (seconds: number, tell: (line: string) => void): Promise<RoomStep[]> => {
  const steps: RoomStep[] = [];
  for (let peers = FIRST_PEERS; peers <= MOST_PEERS; peers += STEP_PEERS) {
    tell(`search: ${peers} peers`);
    const result = await measureRoom("ours", { peers, seconds });
    const isWithin = result.editP99Ms < LIMIT_MS && result.delivered === 1;
    const isGeneratorBusy = result.generatorCpu > BUSY_GENERATOR;
    steps.push({
      peers,
      result,
      verdict: isWithin ? "within" : isGeneratorBusy ? "the generator is at its end" : "beyond",
    });
    if (!isWithin) break;
  }
  return steps;
};
