import * as Y from "yjs";
import { forgeItem, NEIGHBOURS } from "../support/forge-item.ts";
import { forgeUpdate } from "../support/forge-update.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { updateAtRandom } from "./random-edit.ts";
import { readUpdateTokens, text, uint, type Token } from "./wire-tokens.ts";

/** What a frame is made for: the document, who else is in it, and a token that opens it. */
export interface FrameWorld {
  address: string;
  syncToken: string;
  /** Client ids of others, for those who pretend to be them. */
  otherClients: readonly number[];
  /** What the document holds now, for edits that build on it. */
  base: Y.Doc | undefined;
}

const SYNC_FRAMES = ["update", "update", "update", "update", "step-2", "step-2", "step-1"] as const;
const OTHER_FRAMES = [
  "auth",
  "awareness",
  "awareness",
  "awareness",
  "query",
  "close",
  "stateless",
  "status",
  "ping",
  "delta-presence",
  "unknown",
] as const;

/** A frame that means something: every type a client may send, and those that only a server sends. */
export const frameAtRandom = (random: SeededRandom, world: FrameWorld): Token[] => {
  const kind = random.chance(0.7) ? random.pick(SYNC_FRAMES) : random.pick(OTHER_FRAMES);
  return [text("address", world.address), ...bodyOf(kind, random, world)];
};

const bodyOf = (
  kind: (typeof SYNC_FRAMES)[number] | (typeof OTHER_FRAMES)[number],
  random: SeededRandom,
  world: FrameWorld,
): Token[] => {
  switch (kind) {
    case "update":
      return sync(random, 2, updateTokens(random, world));
    case "step-2":
      return sync(random, 1, updateTokens(random, world));
    case "step-1":
      return sync(random, 0, stateVectorTokens(random, world));
    case "auth":
      return [uint("type", 2), uint("flag", 0), text("token", world.syncToken)];
    case "awareness":
      return [uint("type", 1), block(presenceTokens(random, world))];
    case "delta-presence":
      return [uint("type", 64), block(presenceTokens(random, world))];
    case "query":
      return [uint("type", 3)];
    case "close":
      return [uint("type", 7), text("text", "leaving")];
    case "stateless":
      return [uint("type", random.chance(0.5) ? 5 : 6), text("json", '{"action":"export"}')];
    case "status":
      return [uint("type", 8), uint("flag", 1)];
    case "ping":
      return [uint("type", random.chance(0.5) ? 9 : 10)];
    case "unknown":
      return [uint("type", 11 + random.below(200)), block([{ kind: "raw", bytes: random.bytes(20) }])];
  }
};

const block = (tokens: Token[]): Token => ({ kind: "block", tokens });

const sync = (random: SeededRandom, type: number, payload: Token[]): Token[] => [
  // SyncReply is another envelope for the same.
  uint("type", random.chance(0.1) ? 4 : 0),
  uint("flag", type),
  block(payload),
];

const updateTokens = (random: SeededRandom, { base }: FrameWorld): Token[] => {
  const forged = base && random.chance(0.1) ? forgedAtRandom(random, base) : undefined;
  return readUpdateTokens(forged ?? updateAtRandom(random, random.chance(0.3) ? base : undefined));
};

/** Items that may contradict themselves about where they belong. Undefined = the document has nothing to put them beside. */
const forgedAtRandom = (random: SeededRandom, base: Y.Doc): Uint8Array | undefined => {
  const client = random.chance(0.5) ? random.below(2 ** 32) : random.pick([...base.store.clients.keys(), 1]);
  const item = forgeItem(base, {
    neighbours: random.pick(NEIGHBOURS),
    left: random.below(2 ** 31),
    right: random.below(2 ** 31),
    root: random.pick(["map", "words", "list", "new"]),
    parentSub: random.pick(["a", "scène", undefined]),
    content: random.pick([["1"], ["1", "2"], "map" as const, { deleted: 2 }]),
  });
  return item && forgeUpdate([{ from: { client, clock: Y.getState(base.store, client) }, items: [item] }]);
};

const stateVectorTokens = (random: SeededRandom, world: FrameWorld): Token[] => {
  const clients = [random.below(2 ** 32), ...world.otherClients].slice(0, random.below(4));
  const entries = clients.flatMap((client) => [uint("client", client), uint("clock", random.below(50))]);
  return [uint("count", clients.length), ...entries];
};

const presenceTokens = (random: SeededRandom, world: FrameWorld): Token[] => {
  const count = 1 + random.below(2);
  const entries = Array.from({ length: count }, () => [
    uint("client", random.chance(0.3) ? random.pick([7, ...world.otherClients]) : random.below(2 ** 32)),
    uint("clock", random.below(10)),
    text("json", random.pick(PRESENCE)),
  ]);
  return [uint("count", count), ...entries.flat()];
};

const PRESENCE = [
  '{"cursor":{"x":1,"y":2}}',
  '{"user":{"id":"ada","name":"Ada","kind":"person","colorIndex":3},"cursor":{"x":1.5,"y":-2}}',
  "null",
  "{}",
  '{"__proto__":{"admin":true},"constructor":1}',
];
