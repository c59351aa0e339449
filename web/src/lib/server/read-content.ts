import * as Y from "yjs";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { SCHEMA_VERSION } from "@backlot/shared/canvas/schema-version";
import { readCanvas, type CanvasContent } from "@backlot/shared/canvas/queries/read-canvas";
import { readNode } from "@backlot/shared/canvas/queries/read-node";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import type { CanvasLogReader } from "@backlot/shared/server/canvas-log/read-canvas-log";

/** The canvas as it stands in the store, without the sync-server. Undefined = nobody has written to it yet. */
const readStoredCanvas = async (
  canvasLog: CanvasLogReader,
  canvasId: string,
): Promise<CanvasDocument | undefined> => {
  const log = await canvasLog.read(canvasId);
  if (!log) return undefined;
  const doc = createYDoc();
  doc.transact(() => {
    for (const update of log.updates) Y.applyUpdate(doc, update);
  });
  return openCanvasDocument(doc);
};

/** The graph as JSON; what the document's meta does not say yet has its default. */
export const readContent = async (
  canvasLog: CanvasLogReader,
  canvas: { id: string; title: string },
): Promise<CanvasContent> => {
  const document = await readStoredCanvas(canvasLog, canvas.id);
  const content = document ? readCanvas(document) : { meta: {}, nodes: [], edges: [] };
  return {
    ...content,
    meta: { aspectRatio: "16:9", schemaVersion: SCHEMA_VERSION, ...content.meta, title: canvas.title },
  };
};

/** Node id → type of those that are on the canvas, to check a submission against; a malformed node is not there. */
export const readNodeTypes = async (
  canvasLog: CanvasLogReader,
  canvasId: string,
  nodeIds: readonly string[],
): Promise<Map<string, string>> => {
  const document = await readStoredCanvas(canvasLog, canvasId);
  const types = new Map<string, string>();
  for (const id of new Set(nodeIds)) {
    const node = document && readNode(document, id);
    if (node) types.set(id, node.type);
  }
  return types;
};
