import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { z } from "zod";
import { EDGE_TYPES } from "./edges.ts";
import { nodeTypes } from "./node-types/registry.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { takeSchema } from "./takes.ts";

/**
 * The stored shape of each version. When this test fails: raise SCHEMA_VERSION, write a migration and add a line here.
 * Only a new code in a list of codes may replace its line: every reader drops codes it does not know.
 */
const SHAPES: Record<number, string> = {
  1: "54918d140c7a990e",
  2: "540f9c03e255b2dd",
  3: "bd522812545a00a0",
};

const shapeOfToday = (): string => {
  const nodes = Object.values(nodeTypes).map(({ type, textFields, dataSchema }) => ({
    type,
    textFields,
    data: z.toJSONSchema(dataSchema),
  }));
  const shape = { nodes, edges: EDGE_TYPES, take: z.toJSONSchema(takeSchema) };
  return createHash("sha256").update(JSON.stringify(shape)).digest("hex").slice(0, 16);
};

it("the stored shape does not change without a new schema version", () => {
  expect(shapeOfToday()).toBe(SHAPES[SCHEMA_VERSION]);
});
