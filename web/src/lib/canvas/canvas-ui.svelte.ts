import { createContext } from "svelte";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import { ScriptImport } from "#lib/script/script-import.svelte.ts";
import type { CanvasSession } from "./canvas-session.svelte.ts";
import { ConnectionDrag, type Wire } from "./connecting/connection-drag.svelte.ts";
import type { Point } from "./edges/route.ts";
import type { Viewport } from "./edges/edge-painter.ts";
import { createFlowEvents, type FlowEvents } from "./flow/flow-events.ts";
import { zoomLevelOf, type ZoomLevel } from "./flow/zoom-level.ts";
import { FlowView } from "./flow/flow-view.svelte.ts";

export type Tool = "select" | "hand";

/** Moves the view; lent by the mounted flow. */
export interface Camera {
  zoomIn(): void;
  zoomOut(): void;
  zoomTo(zoom: number): void;
  fitAll(): void;
  fitNodes(ids: readonly string[]): void;
  centerOn(point: Point): void;
  set(viewport: Viewport): void;
  toWorld(client: Point): Point;
}

export interface QuickAdd {
  /** World px: where the node will stand. */
  readonly at: Point;
  /** The wire that was dropped here. */
  readonly wire?: Wire;
  readonly types?: readonly NodeType[];
}

/** What the page around the canvas can do for it; absent = not offered here. */
export interface CanvasActions {
  onRun?: ((nodeIds: readonly string[]) => void) | undefined;
  onToggleDrawer?: (() => void) | undefined;
}

/** What this browser's view of a canvas is doing: nothing here is shared or stored. */
export class CanvasUi {
  readonly session: CanvasSession;
  readonly flow: FlowView;
  readonly events: FlowEvents;
  readonly connecting: ConnectionDrag;
  readonly script: ScriptImport;
  tool: Tool = $state("select");
  /** A type picked in the rail that the next click places. */
  placing: NodeType | undefined = $state.raw();
  quickAdd: QuickAdd | undefined = $state.raw();
  minimapShown = $state(true);
  viewport: Viewport = $state.raw({ x: 0, y: 0, zoom: 0.8 });
  /** In steps: nodes are drawn anew when one is passed, not on every turn of the wheel. */
  readonly level: ZoomLevel = $derived(zoomLevelOf(this.viewport.zoom));
  camera: Camera | undefined = $state.raw();
  readonly actions: CanvasActions;

  constructor(session: CanvasSession, actions: CanvasActions) {
    this.session = session;
    this.flow = new FlowView(session.model);
    this.events = createFlowEvents(session, this.flow);
    this.connecting = new ConnectionDrag(session, this.flow);
    this.script = new ScriptImport(session.canvasId, () =>
      [...session.model.views.values()].some(({ node }) => node.type === "scene"),
    );
    this.actions = actions;
  }

  destroy(): void {
    this.flow.destroy();
  }
}

export const [getCanvasUi, setCanvasUi] = createContext<CanvasUi>();
