import { setTimeout as wait } from "node:timers/promises";
import { signTestToken } from "../support/start-sync.ts";
import {
  addressOf,
  onWire,
  openFuzzSocket,
  type FuzzSocket,
  type FuzzTarget,
  type Wire,
} from "./fuzz-socket.ts";
import { mutateFrame } from "./mutate-frame.ts";
import { frameAtRandom } from "./random-frame.ts";
import type { SeededRandom } from "./seeded-random.ts";

const MAX_BURST = 8;
const PAUSE_MS = 10;

/** Mutated frames in bursts, without a look at the answers, into a document where others work. */
export const makeNoise = async (parts: {
  port: number;
  wire: Wire;
  canvasId: string;
  name: string;
  random: SeededRandom;
  frames: number;
  otherClients: readonly number[];
}): Promise<void> => {
  const { random, canvasId, wire, otherClients } = parts;
  const token = await signTestToken(canvasId, { actorId: parts.name });
  const target: FuzzTarget = { port: parts.port, wire, canvasId, token };
  const world = { address: addressOf(canvasId), syncToken: token, otherClients, base: undefined };
  const makeFrame = (): Uint8Array =>
    mutateFrame(onWire(wire, frameAtRandom(random, world)), random, otherClients);
  let socket: FuzzSocket | undefined;
  let sent = 0;
  while (sent < parts.frames) {
    // Now and then the very first thing it says is not its token.
    if (!socket || socket.closeCode !== undefined)
      socket = await openFuzzSocket(target, random.chance(0.2) ? makeFrame() : undefined);
    for (let left = 1 + random.below(MAX_BURST); left > 0; left--) {
      socket.send(makeFrame());
      sent += 1;
    }
    await wait(PAUSE_MS);
  }
  socket?.end();
};
