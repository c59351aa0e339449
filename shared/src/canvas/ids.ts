import { customAlphabet } from "nanoid";

/** Ids of nodes, edges, takes and canvases share one alphabet, so that they fit in URLs and document names. */
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-";
const newRandomId = customAlphabet(alphabet, 16);

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type NodeId = Branded<"NodeId">;
export type EdgeId = Branded<"EdgeId">;
export type TakeId = Branded<"TakeId">;
export type CanvasId = Branded<"CanvasId">;

const ID_PATTERN = /^[A-Za-z0-9_-]{1,64}$/;

export const isId = (value: unknown): value is string => typeof value === "string" && ID_PATTERN.test(value);

export const newNodeId = (): NodeId => newRandomId() as NodeId;
export const newCanvasId = (): CanvasId => newRandomId() as CanvasId;

/** Throws when the value is not of the id alphabet; for ids that our own code has made or already checked. */
export const asNodeId = (value: string): NodeId => {
  if (!isId(value)) throw new Error(`Not a node id: ${JSON.stringify(value).slice(0, 80)}`);
  return value as NodeId;
};
