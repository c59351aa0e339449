import { describe, expect, it } from "vitest";
import { NODE_TYPES, nodeTypes } from "@backlot/shared/canvas/node-types/registry";
import { inspectorFields } from "./fields.ts";

/** Set by drawing an edge or by the product itself, not typed into a field. */
const NOT_TYPED = new Set([
  "scene",
  "location",
  "omitted",
  "color",
  "authorId",
  "authorName",
  "proposal",
  "finding",
  "muted",
]);

describe("inspector fields", () => {
  it.each(NODE_TYPES)("offer every field of a %s exactly once", (type) => {
    const offered = [...inspectorFields[type].main, ...inspectorFields[type].more].map(({ field }) => field);
    const stored = Object.keys(nodeTypes[type].dataSchema.shape).filter((field) => !NOT_TYPED.has(field));
    expect(offered.toSorted()).toEqual(stored.toSorted());
  });

  it.each(NODE_TYPES)("edit as shared text exactly what a %s stores as Y.Text", (type) => {
    const shared = [...inspectorFields[type].main, ...inspectorFields[type].more]
      .filter(({ kind }) => kind === "shared-text")
      .map(({ field }) => field);
    expect(shared.toSorted()).toEqual([...nodeTypes[type].textFields].toSorted());
  });
});
