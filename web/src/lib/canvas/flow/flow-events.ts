import { connect } from "@backlot/shared/canvas/commands/connect";
import { disconnect } from "@backlot/shared/canvas/commands/disconnect";
import { moveNodes, type NodeMove } from "@backlot/shared/canvas/commands/move-nodes";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { nodeTypes, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import { nodeTitleOf } from "@backlot/shared/canvas/queries/node-title";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { toasts } from "#lib/ui/toasts.svelte.ts";
import type { CanvasSession } from "../canvas-session.svelte.ts";
import type { FlowNode } from "./flow-adapter.ts";
import type { FlowView } from "./flow-view.svelte.ts";

type Point = { x: number; y: number };

/** Flow → commands. A drag lives in the flow and in presence; only the drop is written, once, as one step of undo. */
export const createFlowEvents = (session: CanvasSession, flow: FlowView) => {
  let starts = new Map<string, Point>();
  let followers: readonly string[] = [];
  let leader: string | undefined;

  const offsetOf = (nodes: readonly FlowNode[]): Point => {
    const node = nodes.find(({ id }) => id === leader);
    const start = leader === undefined ? undefined : starts.get(leader);
    return node && start ? { x: node.position.x - start.x, y: node.position.y - start.y } : { x: 0, y: 0 };
  };

  const shifted = (ids: readonly string[], by: Point): Map<string, Point> => {
    const positions = new Map<string, Point>();
    for (const id of ids) {
      const start = starts.get(id);
      if (start) positions.set(id, { x: start.x + by.x, y: start.y + by.y });
    }
    return positions;
  };

  return {
    dragStarted(nodes: readonly FlowNode[]): void {
      const dragged = new Set(nodes.map(({ id }) => id));
      followers = nodes
        .filter(({ type }) => type === "act")
        .flatMap(({ id }) => session.model.membersOf(id))
        .filter((id) => !dragged.has(id));
      leader = nodes[0]?.id;
      starts = new Map();
      for (const id of [...dragged, ...followers]) {
        const box = session.model.geometry.get(id);
        if (box) starts.set(id, { x: box.x, y: box.y });
      }
    },
    dragged(nodes: readonly FlowNode[]): void {
      const by = offsetOf(nodes);
      if (followers.length > 0) flow.place(shifted(followers, by));
      session.presence.setDrag([...starts.keys()], by.x, by.y);
    },
    dropped(nodes: readonly FlowNode[]): void {
      const by = offsetOf(nodes);
      const ids = [...starts.keys()];
      if (by.x !== 0 || by.y !== 0) {
        session.history.separate();
        const moves: NodeMove[] = [...shifted(ids, by)].map(([id, { x, y }]) => ({
          id,
          x: Math.round(x),
          y: Math.round(y),
        }));
        moveNodes(session.canvas, moves);
        session.history.separate();
      }
      flow.release(ids);
      session.model.flush();
      session.presence.set({ drag: null });
      starts = new Map();
      followers = [];
    },
    moveSelection(by: Point): void {
      const moves: NodeMove[] = [];
      for (const id of session.selection) {
        const box = session.model.geometry.get(id);
        if (box) moves.push({ id, x: box.x + by.x, y: box.y + by.y });
      }
      if (moves.length > 0) moveNodes(session.canvas, moves);
    },
    connect(source: string, target: string): void {
      session.history.separate();
      const result = connect(session.canvas, { source, target });
      if (!result.ok) toasts.show(result.detail, { tone: "bad" });
    },
    /** What is selected: nodes, or else one edge. Undo stands in the toast, so nothing is asked. */
    removeSelection(): void {
      if (session.readOnly) return;
      session.history.separate();
      if (session.selection.length > 0) {
        const nodes = session.selection.flatMap((id) => session.model.views.get(id)?.node ?? []);
        const words = wordsForRemoved(nodes, session);
        const result = removeNodes(session.canvas, session.selection);
        if (!result.ok || result.removed.length === 0) return;
        toasts.show(`${words} deleted`, { action: { label: "Undo", run: () => session.undo() } });
      } else if (flow.selectedEdge !== undefined) {
        const result = disconnect(session.canvas, flow.selectedEdge);
        if (!result.ok) toasts.show(result.detail, { tone: "bad" });
        flow.selectedEdge = undefined;
      }
      session.history.separate();
    },
  };
};

export type FlowEvents = ReturnType<typeof createFlowEvents>;

/** "Scene 7 and 3 shots": one of a type by its title, several by their count. */
const wordsForRemoved = (nodes: readonly CanvasNode[], session: CanvasSession): string => {
  const numbers = new Map<string, string>();
  for (const view of session.model.views.values()) {
    if (view.facts.number !== undefined) numbers.set(view.id, view.facts.number);
  }
  const byType = new Map<NodeType, CanvasNode[]>();
  for (const node of nodes) byType.set(node.type, [...(byType.get(node.type) ?? []), node]);
  const words = [...byType].map(([type, list]) => {
    const [only] = list;
    if (list.length === 1 && only) return nodeTitleOf(only, numbers);
    return `${list.length} ${nodeTypes[type].pluralLabel.toLowerCase()}`;
  });
  return words.length <= 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
};
