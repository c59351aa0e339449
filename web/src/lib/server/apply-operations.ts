import { setImmediate as nextTurn } from "node:timers/promises";
import * as Y from "yjs";
import { z } from "zod";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import type { CommandResult } from "@backlot/shared/canvas/commands/command-result";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { disconnect } from "@backlot/shared/canvas/commands/disconnect";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { LOCAL_EDIT } from "@backlot/shared/canvas/origins";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import type { FieldError } from "@backlot/shared/protocol/error-codes";

export const MAX_OPERATIONS = 1_000;

const fields = z.record(z.string(), z.unknown());

export const operationSchema = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("add-node"),
    node: z.object({
      id: z.string().optional(),
      type: z.string(),
      x: z.number(),
      y: z.number(),
      data: fields.optional(),
      parent: z.string().optional(),
    }),
  }),
  z.object({
    op: z.literal("update-node"),
    id: z.string(),
    data: fields.optional(),
    x: z.number().optional(),
    y: z.number().optional(),
  }),
  z.object({ op: z.literal("remove-node"), id: z.string() }),
  z.object({
    op: z.literal("connect"),
    edge: z.object({ source: z.string(), target: z.string(), type: z.string().optional() }),
  }),
  z.object({ op: z.literal("disconnect"), id: z.string() }),
]);

export type Operation = z.infer<typeof operationSchema>;
export type Applied = { ok: true; ids: string[] } | { ok: false; error: FieldError };

/**
 * All operations or none, as one change. They run on a copy, because in the living document a refusal half-way could
 * not be taken back, and in slices, because 1,000 of them take seconds in which others must be answered. What they
 * changed then enters the living document at once. One request per canvas at a time.
 */
export const applyOperations = async (
  canvas: CanvasDocument,
  operations: readonly Operation[],
): Promise<Applied> => {
  const scratches = scratchesOf(canvas.doc);
  const run = scratches.last.then(() => runOnCopy(canvas.doc, scratches.clientId, operations));
  scratches.last = run.catch(() => undefined);
  return run;
};

interface Scratches {
  /**
   * The copies' own: under the document's id Yjs would give the document a new one at each change, and a new id per
   * request would stay in everybody's state vector for ever.
   */
  readonly clientId: number;
  /** Settles when the last request in line is done; never rejects. */
  last: Promise<unknown>;
}

const scratchesByDoc = new WeakMap<Y.Doc, Scratches>();

const scratchesOf = (doc: Y.Doc): Scratches => {
  const known = scratchesByDoc.get(doc);
  if (known) return known;
  const made: Scratches = { clientId: createYDoc().clientID, last: Promise.resolve() };
  scratchesByDoc.set(doc, made);
  return made;
};

const runOnCopy = async (
  doc: Y.Doc,
  clientId: number,
  operations: readonly Operation[],
): Promise<Applied> => {
  const copy = createYDoc();
  try {
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc));
    // Only now: Yjs gives up an id that arrives from elsewhere, as those of earlier copies just did.
    copy.clientID = clientId;
    const stateBefore = Y.encodeStateVector(copy);
    const applied = await runAll(openCanvasDocument(copy), operations);
    if (applied.ok) Y.applyUpdate(doc, Y.encodeStateAsUpdate(copy, stateBefore), LOCAL_EDIT);
    return applied;
  } finally {
    copy.destroy();
  }
};

const SLICE_MS = 20;

const runAll = async (canvas: CanvasDocument, operations: readonly Operation[]): Promise<Applied> => {
  const ids: string[] = [];
  while (ids.length < operations.length) {
    const refusal = canvas.doc.transact(() => runSlice(canvas, operations, ids));
    if (refusal) return { ok: false, error: refusal };
    await nextTurn();
  }
  return { ok: true, ids };
};

/** Goes on behind the operations that `ids` names already, until the time is over. */
const runSlice = (
  canvas: CanvasDocument,
  operations: readonly Operation[],
  ids: string[],
): FieldError | undefined => {
  const deadline = performance.now() + SLICE_MS;
  for (const operation of operations.slice(ids.length)) {
    const result = runOne(canvas, operation);
    if (!result.ok) {
      const path = ["operations", ids.length, argumentOf[operation.op], result.path].filter(
        (part) => part !== undefined,
      );
      return { path: path.join("."), message: `${result.detail} (${result.reason})` };
    }
    ids.push(result.id);
    if (performance.now() > deadline) return undefined;
  }
  return undefined;
};

/** Where a command's arguments stand inside its operation. */
const argumentOf: Record<Operation["op"], string | undefined> = {
  "add-node": "node",
  connect: "edge",
  "update-node": undefined,
  "remove-node": undefined,
  disconnect: undefined,
};

const runOne = (canvas: CanvasDocument, operation: Operation): CommandResult<{ id: string }> => {
  switch (operation.op) {
    case "add-node":
      return addNode(canvas, operation.node);
    case "update-node":
      return withId(operation.id, updateNode(canvas, operation));
    case "remove-node": {
      if (!canvas.nodes.has(operation.id)) {
        return { ok: false, reason: "node-missing", detail: "There is no such node.", path: "id" };
      }
      return withId(operation.id, removeNodes(canvas, [operation.id]));
    }
    case "connect":
      return connect(canvas, operation.edge);
    case "disconnect":
      return withId(operation.id, disconnect(canvas, operation.id));
  }
};

const withId = (id: string, result: CommandResult): CommandResult<{ id: string }> =>
  result.ok ? { ok: true, id } : result;
