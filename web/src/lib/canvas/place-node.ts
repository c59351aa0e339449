import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { groupNodes } from "@backlot/shared/canvas/commands/group-nodes";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { nodeTypes, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import type { CanvasSession } from "./canvas-session.svelte.ts";
import type { Point } from "./edges/route.ts";

/** World px: nodes made by hand stand on this grid. */
const GRID = 8;

/**
 * Adds a node with its middle at a point and selects it. A shot made while a scene or one of its shots is selected goes
 * into that scene; an act made while nodes are selected takes them in.
 */
export const placeNode = (
  session: CanvasSession,
  type: NodeType,
  at: Point,
  data: Readonly<Record<string, unknown>> = {},
): string | undefined => {
  const { box } = nodeTypes[type];
  session.history.separate();
  const result = takesSelectionIn(session, type)
    ? groupNodes(session.canvas, { ids: session.selection })
    : addNode(session.canvas, {
        type,
        x: toGrid(at.x - box.width / 2),
        y: toGrid(at.y - box.height / 2),
        data: { ...defaultsOf(session, type), ...data },
      });
  if (!result.ok) {
    toasts.show(result.detail, { tone: "bad" });
    return undefined;
  }
  session.model.flush();
  session.select([result.id]);
  return result.id;
};

/** Adds a node where a wire was dropped and draws the wire to it, as one step of undo. */
export const placeNodeOnWire = (
  session: CanvasSession,
  type: NodeType,
  at: Point,
  data: Readonly<Record<string, unknown>>,
  wire: { nodeId: string; outward: boolean },
): void => {
  const id = placeNode(session, type, at, data);
  if (id === undefined) return;
  const [source, target] = wire.outward ? [wire.nodeId, id] : [id, wire.nodeId];
  const result = connect(session.canvas, { source, target });
  if (!result.ok) toasts.show(result.detail, { tone: "bad" });
};

const takesSelectionIn = (session: CanvasSession, type: NodeType): boolean =>
  type === "act" && session.selection.some((id) => session.model.views.get(id)?.node.type !== "act");

const toGrid = (value: number): number => Math.round(value / GRID) * GRID;

const defaultsOf = (session: CanvasSession, type: NodeType): Record<string, unknown> => {
  if (type === "shot") {
    const scene = selectedScene(session);
    return scene === undefined ? {} : { scene };
  }
  if (type === "note" && session.grant) {
    return { authorId: session.grant.actor.id, authorName: session.grant.actor.name };
  }
  return {};
};

const selectedScene = (session: CanvasSession): string | undefined => {
  const view = session.model.views.get(session.selection[0] ?? "");
  if (view?.node.type === "scene") return view.id;
  return view?.facts.sceneId;
};
