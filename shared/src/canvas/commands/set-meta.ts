import { parseAspectRatio } from "../aspect-ratio.ts";
import type { CanvasDocument } from "../document.ts";
import { MAX_SHORT_TEXT } from "../node-types/limits.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { hasMeta } from "../queries/has-meta.ts";
import { SCHEMA_VERSION } from "../schema-version.ts";
import { refuse, type CommandResult } from "./command-result.ts";

/** Title and aspect ratio of the canvas; the first call also notes the schema version. */
export const setMeta = (
  canvas: CanvasDocument,
  meta: { title?: string; aspectRatio?: string },
  origin: unknown = LOCAL_EDIT,
): CommandResult => {
  if (meta.title !== undefined && (meta.title === "" || meta.title.length > MAX_SHORT_TEXT)) {
    return refuse("field-invalid", `A title has 1 to ${MAX_SHORT_TEXT} characters.`, "title");
  }
  if (meta.aspectRatio !== undefined && !parseAspectRatio(meta.aspectRatio)) {
    return refuse("field-invalid", 'An aspect ratio looks like "16:9".', "aspectRatio");
  }
  canvas.doc.transact(() => {
    if (!hasMeta(canvas)) canvas.meta.set("schemaVersion", SCHEMA_VERSION);
    for (const [key, value] of Object.entries(meta))
      if (canvas.meta.get(key) !== value) canvas.meta.set(key, value);
  }, origin);
  return { ok: true };
};
