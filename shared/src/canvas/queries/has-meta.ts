import type { CanvasDocument } from "../document.ts";

/** Whether anybody has said something of the canvas itself; who does so first notes the schema version. */
export const hasMeta = (canvas: CanvasDocument): boolean => canvas.meta.get("schemaVersion") !== undefined;
