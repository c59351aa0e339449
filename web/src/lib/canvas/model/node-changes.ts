import type * as Y from "yjs";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { FACT_FIELDS } from "./node-facts.ts";

/** True when an event on a node's map touched nothing but where the node stands. */
export const isOnlyPosition = (event: Y.YEvent<Y.AbstractType<unknown>>): boolean => {
  for (const key of event.keys.keys()) if (key !== "x" && key !== "y") return false;
  return true;
};

/** True when the change concerns other nodes: derived edges, numbers, casts, totals. */
export const changesGraph = (before: CanvasNode, after: CanvasNode): boolean =>
  before.order !== after.order ||
  before.parent !== after.parent ||
  FACT_FIELDS.some((field) => before.data[field] !== after.data[field]);
