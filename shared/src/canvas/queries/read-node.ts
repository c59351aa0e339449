import * as Y from "yjs";
import type { z } from "zod";
import type { CanvasDocument } from "../document.ts";
import { isId } from "../ids.ts";
import { isNodeType, nodeTypes, type NodeType } from "../node-types/registry.ts";
import { takeSchema, type NumberedTake, type Take } from "../takes.ts";

/** One node as plain JSON: texts are strings, takes are in order of their making without those that were deleted. */
export interface CanvasNode {
  id: string;
  type: NodeType;
  x: number;
  y: number;
  parent?: string;
  order?: string;
  data: Record<string, unknown>;
  takes: NumberedTake[];
  activeTake?: string;
}

/** `undefined` when the node is missing or malformed: any peer may have written anything. */
export const readNode = (canvas: CanvasDocument, id: string): CanvasNode | undefined => {
  const node = canvas.nodes.get(id);
  return node instanceof Y.Map ? readNodeMap(id, node) : undefined;
};

export const readNodeMap = (id: string, node: Y.Map<unknown>): CanvasNode | undefined => {
  const type = node.get("type");
  const x = node.get("x");
  const y = node.get("y");
  if (!isId(id) || !isNodeType(type) || !isCoordinate(x) || !isCoordinate(y)) return undefined;
  const result: CanvasNode = {
    id,
    type,
    x,
    y,
    data: readData(type, node.get("data")),
    takes: readTakes(node.get("takes")),
  };
  const parent = node.get("parent");
  const order = node.get("order");
  if (isId(parent) && parent !== id) result.parent = parent;
  if (typeof order === "string") result.order = order;
  const activeTake = node.get("activeTake");
  if (result.takes.some((take) => take.id === activeTake)) result.activeTake = activeTake as string;
  return result;
};

/** World px; far beyond any real board, near enough that sums stay exact. */
const MAX_COORDINATE = 1e7;
export const isCoordinate = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= MAX_COORDINATE;

const readData = (type: NodeType, data: unknown): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  if (!(data instanceof Y.Map)) return result;
  const { dataSchema, textFields } = nodeTypes[type];
  for (const [field, schema] of Object.entries<z.ZodType>(dataSchema.shape)) {
    const value: unknown = data.get(field);
    if (value === undefined) continue;
    if ((textFields as readonly string[]).includes(field)) {
      if (value instanceof Y.Text) result[field] = value.toString();
    } else {
      const parsed = schema.safeParse(value);
      if (parsed.success) result[field] = parsed.data;
    }
  }
  return result;
};

const readTakes = (takes: unknown): NumberedTake[] => {
  if (!(takes instanceof Y.Map)) return [];
  const result: Take[] = [];
  for (const [id, value] of takes.entries()) {
    const parsed = takeSchema.safeParse(value);
    if (parsed.success && parsed.data.id === id) result.push(parsed.data);
  }
  return result
    .sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map((take, index) => ({ ...take, number: index + 1 }))
    .filter((take) => take.deletedAt === undefined);
};
