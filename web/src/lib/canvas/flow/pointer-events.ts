import { isNodeType } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasSession } from "../canvas-session.svelte.ts";
import type { CanvasUi } from "../canvas-ui.svelte.ts";
import { placeNode } from "../place-node.ts";
import { distanceTo, routeEdge, type Point } from "../edges/route.ts";
import { isDrawnAtRest } from "../edges/edge-style.ts";

/** MIME type of a node type dragged from the rail. */
export const RAIL_DRAG_TYPE = "application/x-backlot-node-type";

/** Screen px from the line: half of the 16 px hit area. */
const EDGE_HIT_WITHIN = 8;

/** What the pointer does on the canvas besides what Svelte Flow handles itself. */
export const createPointerEvents = (session: CanvasSession, ui: CanvasUi) => {
  const { flow, connecting, events } = ui;
  let inside = false;

  const worldOf = (event: { clientX: number; clientY: number }): Point =>
    ui.camera?.toWorld({ x: event.clientX, y: event.clientY }) ?? { x: 0, y: 0 };

  const isOnPane = (event: Event): boolean =>
    event.target instanceof Element && event.target.classList.contains("svelte-flow__pane");

  const edgeAt = (point: Point): string | undefined => {
    let found: string | undefined;
    let best = EDGE_HIT_WITHIN / ui.viewport.zoom;
    for (const edge of session.model.edges.values()) {
      const source = session.model.geometry.get(edge.source);
      const target = session.model.geometry.get(edge.target);
      if (!source || !target || !isDrawnAtRest(edge, target)) continue;
      const distance = distanceTo(routeEdge(edge.type, source, target), point);
      if (distance > best) continue;
      best = distance;
      found = edge.id;
    }
    return found;
  };

  return {
    moved(event: PointerEvent): void {
      if (!ui.camera) return;
      if (connecting.wire) return connecting.move(worldOf(event), ui.viewport.zoom);
      const onCanvas = event.target instanceof Element && event.target.closest(".canvas") !== null;
      if (!onCanvas) return;
      inside = true;
      const point = worldOf(event);
      session.presence.set({ cursor: { x: Math.round(point.x), y: Math.round(point.y) } });
      if (event.buttons !== 0) return;
      if (isOnPane(event)) flow.hoveredEdge = edgeAt(point);
      else if (!(event.target instanceof Element && event.target.closest(".svelte-flow__edge"))) {
        flow.hoveredEdge = undefined;
      }
    },
    left(): void {
      if (!inside) return;
      inside = false;
      flow.hoveredEdge = undefined;
      session.presence.set({ cursor: null });
    },
    released(): void {
      const drop = connecting.end();
      if (drop?.kind === "connect") events.connect(drop.source, drop.target);
      if (drop?.kind === "empty" && !isShort(drop.wire.from, drop.at)) {
        ui.quickAdd = { at: drop.at, wire: drop.wire };
      }
    },
    doubleClicked(event: MouseEvent): void {
      if (isOnPane(event) && !session.readOnly) ui.quickAdd = { at: worldOf(event) };
    },
    paneClicked(event: MouseEvent): void {
      flow.focusedNode = undefined;
      flow.selectedEdge = flow.hoveredEdge;
      if (ui.placing === undefined || session.readOnly) return;
      placeNode(session, ui.placing, worldOf(event));
      ui.placing = undefined;
    },
    edgeClicked(id: string): void {
      session.select([]);
      flow.selectedEdge = id;
    },
    viewportMoved(): void {
      const { x, y, zoom } = ui.viewport;
      session.presence.set({ viewport: { x: Math.round(x), y: Math.round(y), zoom } });
    },
    draggedOver(event: DragEvent): void {
      const types = event.dataTransfer?.types ?? [];
      if (types.includes(RAIL_DRAG_TYPE) || types.includes("Files")) event.preventDefault();
    },
    /** A node type from the rail, or a screenplay from the desktop. */
    droppedOn(event: DragEvent): void {
      event.preventDefault();
      if (session.readOnly) return;
      const type = event.dataTransfer?.getData(RAIL_DRAG_TYPE);
      const file = event.dataTransfer?.files[0];
      if (isNodeType(type)) placeNode(session, type, worldOf(event));
      else if (file) void ui.script.take(file);
    },
  };
};

/** A press on a handle without a drag asks for nothing. */
const isShort = (a: Point, b: Point): boolean => Math.hypot(a.x - b.x, a.y - b.y) < 24;
