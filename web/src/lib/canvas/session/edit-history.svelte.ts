import * as Y from "yjs";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { LOCAL_EDIT } from "@backlot/shared/canvas/origins";

/** Typing within this time is one step back. */
const MERGE_WITHIN_MS = 500;

/** One person's own undo: only what was done here, never a colleague's edit or a worker's take. */
export class EditHistory {
  canUndo = $state(false);
  canRedo = $state(false);
  /** For the text binding, which adds its own origin. */
  readonly manager: Y.UndoManager;

  constructor(canvas: CanvasDocument) {
    this.manager = new Y.UndoManager([canvas.nodes, canvas.edges, canvas.meta], {
      trackedOrigins: new Set([LOCAL_EDIT]),
      captureTimeout: MERGE_WITHIN_MS,
    });
    const refresh = (): void => {
      this.canUndo = this.manager.undoStack.length > 0;
      this.canRedo = this.manager.redoStack.length > 0;
    };
    this.manager.on("stack-item-added", refresh);
    this.manager.on("stack-item-popped", refresh);
    this.manager.on("stack-cleared", refresh);
  }

  /** What comes next is a step of its own. */
  separate(): void {
    this.manager.stopCapturing();
  }
}
