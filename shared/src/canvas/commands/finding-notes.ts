import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { findingIdOf } from "../findings.ts";
import type { NodeData } from "../node-types/registry.ts";
import { readNode } from "../queries/read-node.ts";

/** A note of the continuity check, and what people have done to it since. */
export interface FindingNote {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly rule: string;
  readonly isMuted: boolean;
  readonly isEdited: boolean;
  readonly isMoved: boolean;
}

/** Notes under the id of their own finding. A copy that a person made has another id and is that person's note. */
export const readFindingNotes = (canvas: CanvasDocument): Map<string, FindingNote> => {
  const notes = new Map<string, FindingNote>();
  for (const [id, map] of canvas.nodes.entries()) {
    if (!id.startsWith("finding-") || !(map instanceof Y.Map)) continue;
    const node = readNode(canvas, id);
    const data = node?.type === "note" ? (node.data as NodeData<"note">) : undefined;
    if (!node || !data?.finding || findingIdOf(data.finding) !== id) continue;
    const { rule, written } = data.finding;
    const isMoved = node.x !== written.x || node.y !== written.y;
    const isEdited = (data.text ?? "") !== written.text;
    notes.set(id, { id, x: node.x, y: node.y, rule, isMuted: data.muted === true, isEdited, isMoved });
  }
  return notes;
};

/** Sets what the check has written last. Call inside a transaction, beside the change itself. */
export const rememberWritten = (
  canvas: CanvasDocument,
  id: string,
  change: Partial<{ text: string; x: number; y: number }>,
): void => {
  const data: unknown = canvas.nodes.get(id)?.get("data");
  const finding = (readNode(canvas, id)?.data as NodeData<"note"> | undefined)?.finding;
  if (!(data instanceof Y.Map) || !finding) return;
  const written = { ...finding.written, ...change };
  if (JSON.stringify(written) !== JSON.stringify(finding.written))
    data.set("finding", { ...finding, written });
};

/** Puts a note somewhere else without making it look moved by a person. Call inside a transaction. */
export const moveFindingNote = (
  canvas: CanvasDocument,
  id: string,
  place: { x: number; y: number },
): void => {
  const node = canvas.nodes.get(id);
  if (!node || (node.get("x") === place.x && node.get("y") === place.y)) return;
  node.set("x", place.x);
  node.set("y", place.y);
  rememberWritten(canvas, id, place);
};
