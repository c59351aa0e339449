import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readCanvas } from "@backlot/shared/canvas/queries/read-canvas";

/** Saves what this browser knows of the canvas as a file: the way out when neither server nor device keeps it. */
export const downloadCopy = (canvas: CanvasDocument, title: string): void => {
  const file = new Blob([JSON.stringify(readCanvas(canvas), undefined, 2)], { type: "application/json" });
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = `${title.replace(/[^\p{L}\p{N} _-]+/gu, "").trim() || "canvas"}.json`;
  link.click();
  // Revoked later: some browsers read the address after the click returned.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
};
