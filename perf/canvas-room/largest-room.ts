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

/**
 * From 1,000 people on the room grows until its edit p99 passes the limit, the generator is at its end, or the bound is
 * reached; where 1,000 are too many it shrinks until they are not.
 */
export const findLargestRoom = async (seconds: number, tell: (line: string) => void): Promise<RoomStep[]> => {
  const steps: RoomStep[] = [];
  const isWithinAt = async (peers: number): Promise<boolean> => {
    tell(`search: ${peers} peers`);
    const result = await measureRoom("ours", { peers, seconds });
    const isWithin = result.editP99Ms < LIMIT_MS && result.delivered === 1;
    const isGeneratorBusy = result.generatorCpu > BUSY_GENERATOR;
    steps.push({
      peers,
      result,
      verdict: isWithin ? "within" : isGeneratorBusy ? "the generator is at its end" : "beyond",
    });
    return isWithin;
  };
  const isFirstWithin = await isWithinAt(FIRST_PEERS);
  const step = isFirstWithin ? STEP_PEERS : -STEP_PEERS;
  for (let peers = FIRST_PEERS + step; peers > 0 && peers <= MOST_PEERS; peers += step)
    if ((await isWithinAt(peers)) !== isFirstWithin) break;
  return steps;
};
