import * as Y from "yjs";
import { z } from "zod";
import type { CanvasDocument } from "./document.ts";

/**
 * What the screenplay said of a node at the last import. A field that differs from it was changed by a person since, so a
 * revised screenplay leaves it alone.
 */
export const importedSchema = z.object({
  /** Absent = the screenplay said nothing. Long texts as fingerprints. */
  fields: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of a scene: its place in the screenplay, as a fractional index. */
  order: z.string().optional(),
  /** Of a scene: the act it stands in. */
  act: z.string().optional(),
  /** Of a scene: ids of its characters. */
  cast: z.array(z.string()).optional(),
});

export type Imported = z.infer<typeof importedSchema>;

/** Entries whose node is gone are left out. */
export const readImported = (canvas: CanvasDocument): Map<string, Imported> => {
  const imported = new Map<string, Imported>();
  for (const [id, value] of canvas.imported.entries()) {
    if (!(canvas.nodes.get(id) instanceof Y.Map)) continue;
    const parsed = importedSchema.safeParse(value);
    if (parsed.success) imported.set(id, parsed.data);
  }
  return imported;
};
