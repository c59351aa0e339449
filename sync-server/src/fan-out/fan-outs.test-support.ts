import { Registry } from "prom-client";
import type { Logger } from "@backlot/shared/server/logger";
import * as Y from "yjs";
import { expect } from "vitest";
import { createFanOutMetrics } from "./fan-out-metrics.ts";
import { openFanOut, type FanOut } from "./fan-out.ts";
import type { TestRoom } from "./plain-room.test-support.ts";

export interface TestFanOut {
  fanOut: FanOut;
  /** The names of the events. */
  logLines: string[];
  /** The sum over all labels, or of those with this one. */
  count(metric: string, label?: string): Promise<number>;
}

export const openTestFanOut = (redisUrl: string, logId = "shared"): TestFanOut => {
  const registry = new Registry();
  const logLines: string[] = [];
  const log = (fields: unknown, event?: string): void => void logLines.push(event ?? String(fields));
  const logger = { info: log, warn: log, error: log } as unknown as Logger;
  return {
    fanOut: openFanOut({ redisUrl, logId, logger, metrics: createFanOutMetrics(registry) }),
    logLines,
    async count(metric, label) {
      const found = await registry.getSingleMetric(`backlot_sync_fan_out_${metric}`)?.get();
      if (!found) throw new Error(`There is no metric ${metric}`);
      return found.values
        .filter(({ labels }) => label === undefined || Object.values(labels).includes(label))
        .reduce((sum, { value }) => sum + value, 0);
    },
  };
};

/** Equal content, deletions included: what a newcomer would be sent. */
export const expectSame = (rooms: readonly TestRoom[]): void => {
  const [first, ...others] = rooms.map(({ doc }) => ({
    content: contentOf(doc),
    state: Buffer.from(Y.encodeStateAsUpdate(doc)).length,
  }));
  for (const other of others) expect(other).toEqual(first);
};

const contentOf = (doc: Y.Doc): unknown => ({
  map: doc.getMap("map").toJSON(),
  text: doc.getText("text").toJSON(),
  list: doc.getArray("list").toJSON(),
  vector: [...Y.decodeStateVector(Y.encodeStateVector(doc))].toSorted(([a], [b]) => a - b),
});

/** One random change of one of three shared types, deletions as often as insertions. */
export const editAtRandom = (doc: Y.Doc): void => {
  const [map, text, list] = [doc.getMap("map"), doc.getText("text"), doc.getArray("list")];
  const at = (length: number): number => Math.floor(Math.random() * length);
  const acts = [
    () => map.set(`key-${at(20)}`, Math.random()),
    () => map.delete(`key-${at(20)}`),
    () => text.insert(at(text.length + 1), "word "),
    () => text.length > 0 && text.delete(at(text.length), 1),
    () => list.insert(at(list.length + 1), [Math.random()]),
    () => list.length > 0 && list.delete(at(list.length), 1),
  ];
  acts[at(acts.length)]?.();
};
