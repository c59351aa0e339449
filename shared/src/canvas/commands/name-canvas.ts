import type { CanvasDocument } from "../document.ts";
import { LOCAL_EDIT } from "../origins.ts";
import { hasMeta } from "../queries/has-meta.ts";
import type { CommandResult } from "./command-result.ts";
import { setMeta } from "./set-meta.ts";

/** A canvas that nobody has written to gets its title with the first write; any other keeps its own. */
export const nameCanvas = (
  canvas: CanvasDocument,
  title: string,
  origin: unknown = LOCAL_EDIT,
): CommandResult => (hasMeta(canvas) ? { ok: true } : setMeta(canvas, { title }, origin));
