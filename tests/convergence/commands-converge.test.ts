import { describe, expect, it } from "vitest";
import { readCanvas } from "@backlot/shared/canvas/queries/read-canvas";
import { createRandom, createReplicaNetwork } from "./replica-network.ts";
import { randomCommands } from "./random-commands.ts";

const SEEDS = 60;
const STEPS = 120;

describe("random commands on replicas with loss, delay and reordering", () => {
  for (const replicaCount of [2, 3]) {
    it(`leave ${replicaCount} replicas with one and the same canvas`, () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = createRandom(seed * 7919 + replicaCount);
        const network = createReplicaNetwork(replicaCount, random);
        const commands = Object.values(randomCommands);
        for (let step = 0; step < STEPS; step++) {
          const canvas = network.replicas[Math.floor(random() * replicaCount)]!;
          commands[Math.floor(random() * commands.length)]!(canvas, random);
          network.deliverSome();
        }
        network.heal();
        const [first, ...others] = network.replicas.map(readCanvas);
        for (const other of others) expect(other, `seed ${seed}`).toEqual(first);
        assertSound(first!, seed);
      }
    });
  }
});

/** What holds on every canvas, whoever wrote it in whatever order. */
const assertSound = (content: ReturnType<typeof readCanvas>, seed: number): void => {
  const types = new Map(content.nodes.map((node) => [node.id, node.type]));
  const edgeIds = content.edges.map((edge) => edge.id);
  expect(new Set(edgeIds).size, `seed ${seed}: edge ids are unique`).toBe(edgeIds.length);
  const containers = new Map<string, number>();
  for (const { type, source, target } of content.edges) {
    expect(types.has(source) && types.has(target), `seed ${seed}: no dangling edge`).toBe(true);
    if (type === "contains" || type === "set-in") {
      containers.set(`${type}:${target}`, (containers.get(`${type}:${target}`) ?? 0) + 1);
    }
  }
  for (const count of containers.values()) expect(count, `seed ${seed}: one scene, one location`).toBe(1);
  for (const node of content.nodes) {
    const takeIds = node.takes.map((take) => take.id);
    expect(new Set(takeIds).size).toBe(takeIds.length);
  }
};
