import { isId, type CanvasId } from "../canvas/ids.ts";

/** The only maker and parser of document names on the wire: `canvas/<id>` and `comments/<id>`. */
export type DocumentKind = "canvas" | "comments";

export interface DocumentAddress {
  kind: DocumentKind;
  canvasId: CanvasId;
}

export const documentNameOf = (kind: DocumentKind, canvasId: string): string => `${kind}/${canvasId}`;

export const parseDocumentName = (name: string): DocumentAddress | undefined => {
  const [kind, canvasId, ...rest] = name.split("/");
  if ((kind !== "canvas" && kind !== "comments") || !isId(canvasId) || rest.length > 0) return undefined;
  return { kind, canvasId: canvasId as CanvasId };
};
