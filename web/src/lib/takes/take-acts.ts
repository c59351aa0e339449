import { chooseTake } from "@backlot/shared/canvas/commands/choose-take";
import { deleteTake } from "@backlot/shared/canvas/commands/delete-take";
import type { NumberedTake } from "@backlot/shared/canvas/takes";
import type { CanvasSession } from "#lib/canvas/canvas-session.svelte.ts";
import { toasts } from "#lib/ui/toasts.svelte.ts";

/** Where the picture of an asset is read. With a name it comes as a file of that name. */
export const assetAddress = (canvasId: string, hash: string, name?: string): string =>
  `/api/v1/canvases/${canvasId}/assets/${hash}${name === undefined ? "" : `?name=${encodeURIComponent(name)}`}`;

export const makeActive = (session: CanvasSession, nodeId: string, takeId: string): void => {
  session.history.separate();
  chooseTake(session.canvas, { nodeId, takeId });
};

/** A step of its own in the history; the toast offers the way back. */
export const discardTake = (session: CanvasSession, nodeId: string, take: NumberedTake): void => {
  session.history.separate();
  const deleted = deleteTake(session.canvas, { nodeId, takeId: take.id });
  session.history.separate();
  if (!deleted.ok) return toasts.show(deleted.detail, { tone: "bad" });
  toasts.show(`Take ${take.number} deleted`, { action: { label: "Undo", run: () => session.undo() } });
};
