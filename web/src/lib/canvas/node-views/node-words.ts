import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";

/** How numbers and codes of a node read in its caption. */

export const textField = (node: CanvasNode, field: string): string => {
  const value = node.data[field];
  return typeof value === "string" ? value : "";
};

export const numberField = (node: CanvasNode, field: string): number | undefined => {
  const value = node.data[field];
  return typeof value === "number" ? value : undefined;
};

export const countInWords = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
