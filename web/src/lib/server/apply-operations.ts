import * as Y from "yjs";
import { z } from "zod";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import type { CommandResult } from "@backlot/shared/canvas/commands/command-result";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { disconnect } from "@backlot/shared/canvas/commands/disconnect";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
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
 * All operations or none, as one change. They run on a copy first: in the living document a refusal half-way
 * could not be taken back. Ids made on the copy are used again, so both runs do the same.
 */
export const applyOperations = (canvas: CanvasDocument, operations: readonly Operation[]): Applied => {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(canvas.doc));
  const trial = runAll(openCanvasDocument(copy), operations);
  copy.destroy();
  if (!trial.ok) return trial;
  const withIds = operations.map((operation, index): Operation =>
    operation.op === "add-node"
      ? { ...operation, node: { ...operation.node, id: trial.ids[index] } }
      : operation,
  );
  const done = runAll(canvas, withIds);
  if (!done.ok)
    throw new Error(`Operations that fitted the copy were refused: ${done.error.path} ${done.error.message}`);
  return done;
};

const runAll = (canvas: CanvasDocument, operations: readonly Operation[]): Applied =>
  canvas.doc.transact((): Applied => {
    const ids: string[] = [];
    for (const [index, operation] of operations.entries()) {
      const result = runOne(canvas, operation);
      if (!result.ok) {
        const path = ["operations", index, argumentOf[operation.op], result.path].filter(
          (part) => part !== undefined,
        );
        return { ok: false, error: { path: path.join("."), message: `${result.detail} (${result.reason})` } };
      }
      ids.push(result.id);
    }
    return { ok: true, ids };
  });

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
