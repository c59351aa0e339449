import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import type { Records } from "@backlot/shared/server/database/records";

/** A canvas that nobody has written to gets its title with the first write, from a worker as from web. */
export const nameCanvas = async (
  records: Records,
  canvas: CanvasDocument,
  canvasId: string,
): Promise<void> => {
  if (canvas.meta.get("schemaVersion") !== undefined) return;
  const row = await records
    .selectFrom("canvases")
    .select("title")
    .where("id", "=", canvasId)
    .executeTakeFirst();
  if (row) setMeta(canvas, { title: row.title });
};
