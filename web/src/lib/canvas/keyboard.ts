import type { CanvasUi } from "./canvas-ui.svelte.ts";
import type { Point } from "./edges/route.ts";
import { nearestTowards } from "./flow/nearest-node.ts";
import { placeNode } from "./place-node.ts";
import { shortcutOf, type Shortcut } from "./shortcuts.ts";

/** World px an arrow key moves the selection; with Shift one. */
const STEP = 16;

/** The keys of the canvas. `middle` is the world point in the middle of the view, where added nodes appear. */
export const createKeyboard = (ui: CanvasUi, middle: () => Point) => {
  const { session, flow, events } = ui;

  const arrow = ({ dx, dy, fine }: Extract<Shortcut, { act: "arrow" }>): void => {
    if (session.selection.length > 0) {
      if (session.readOnly) return;
      const by = fine ? 1 : STEP;
      return events.moveSelection({ x: dx * by, y: dy * by });
    }
    const next = nearestTowards([...session.model.geometry.values()], flow.focusedNode, { dx, dy }, middle());
    if (!next) return;
    flow.focusedNode = next.id;
    ui.camera?.centerOn({ x: next.x + next.width / 2, y: next.y + next.height / 2 });
  };

  const escape = (): void => {
    if (ui.connecting.wire) return ui.connecting.cancel();
    if (ui.quickAdd) return void (ui.quickAdd = undefined);
    if (ui.placing) return void (ui.placing = undefined);
    flow.selectedEdge = undefined;
    flow.focusedNode = session.selection.at(-1);
    session.select([]);
  };

  const perform = (shortcut: Shortcut): void => {
    switch (shortcut.act) {
      case "tool":
        ui.tool = shortcut.tool;
        return;
      case "add":
        if (!session.readOnly) placeNode(session, shortcut.type, middle());
        return;
      case "quick-add":
        if (!session.readOnly) ui.quickAdd = { at: middle() };
        return;
      case "undo":
        return session.undo();
      case "redo":
        return session.redo();
      case "delete":
        return events.removeSelection();
      case "select-all":
        return session.select([...session.model.views.keys()]);
      case "escape":
        return escape();
      case "edit":
        if (flow.focusedNode !== undefined) session.select([flow.focusedNode]);
        return;
      case "run":
        if (!session.readOnly && session.selection.length > 0) ui.actions.onRun?.(session.selection);
        return;
      case "drawer":
        return ui.actions.onToggleDrawer?.();
      case "zoom-100":
        return ui.camera?.zoomTo(1);
      case "fit-all":
        return ui.camera?.fitAll();
      case "fit-selection":
        return ui.camera?.fitNodes(session.selection);
      case "arrow":
        return arrow(shortcut);
    }
  };

  return (event: KeyboardEvent): void => {
    if (event.defaultPrevented || isElsewhere(event.target)) return;
    const shortcut = shortcutOf(event);
    if (!shortcut) return;
    event.preventDefault();
    perform(shortcut);
  };
};

/** Letters are commands only where nobody types: with the focus on the canvas or on nothing. */
const isElsewhere = (target: EventTarget | null): boolean =>
  target !== null &&
  target instanceof Element &&
  target !== document.body &&
  target.closest(".canvas") === null;
