import type * as Y from "yjs";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import type { Edge } from "@backlot/shared/canvas/edges";
import { actOf } from "@backlot/shared/canvas/queries/act-of";
import { listEdges } from "@backlot/shared/canvas/queries/list-edges";
import { readMeta, readNodes, readStoredEdges } from "@backlot/shared/canvas/queries/read-canvas";
import { isCoordinate, readNode, type CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { createFrameFlush } from "./frame-flush.ts";
import { actBoxAround, boxOf, shotFrameHeightOf, type NodeGeometry } from "./node-box.ts";
import { deriveFacts, sameFacts } from "./node-facts.ts";
import { changesGraph, isOnlyPosition } from "./node-changes.ts";
import { MetaView, NodeView } from "./node-view.svelte.ts";

/** What one flush changed. `structure`: nodes came or went. */
export interface CanvasChange {
  readonly geometry: ReadonlySet<string>;
  readonly structure: boolean;
  readonly edges: boolean;
}

const BADGE_SHOWN_FOR_MS = 30_000;

type Dirt = "position" | "all";

/**
 * The canvas document as the view needs it, kept up to date in O(what changed): the observers only mark ids, one flush
 * per frame re-reads those. An object is replaced only if its content changed, so `===` means "unchanged".
 */
export class CanvasModel {
  readonly views = new Map<string, NodeView>();
  readonly geometry = new Map<string, NodeGeometry>();
  readonly meta = new MetaView();
  edges: ReadonlyMap<string, Edge> = new Map();
  #edgesOfNode = new Map<string, Edge[]>();
  readonly #canvas: CanvasDocument;
  readonly #dirty = new Map<string, Dirt>();
  #edgesDirty = false;
  #metaDirty = false;
  readonly #listeners = new Set<(change: CanvasChange) => void>();
  readonly #badgeTimers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #frame = createFrameFlush(() => this.flush());

  constructor(canvas: CanvasDocument) {
    this.#canvas = canvas;
    this.meta.meta = readMeta(canvas);
    for (const node of readNodes(canvas)) this.#addNode(node);
    this.#deriveGraph();
    this.#placeActs(new Set());
    canvas.nodes.observeDeep(this.#onNodes);
    canvas.edges.observeDeep(this.#onEdges);
    canvas.meta.observe(this.#onMeta);
  }

  edgesOf(nodeId: string): readonly Edge[] {
    return this.#edgesOfNode.get(nodeId) ?? [];
  }

  /** Ids of the nodes inside an act. */
  membersOf(actId: string): string[] {
    const members: string[] = [];
    for (const view of this.views.values()) if (this.#actOf(view) === actId) members.push(view.id);
    return members;
  }

  /** Called after each flush that changed something; returns the way to stop. */
  onChange(listener: (change: CanvasChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  destroy(): void {
    this.#canvas.nodes.unobserveDeep(this.#onNodes);
    this.#canvas.edges.unobserveDeep(this.#onEdges);
    this.#canvas.meta.unobserve(this.#onMeta);
    this.#frame.cancel();
    for (const timer of this.#badgeTimers.values()) clearTimeout(timer);
    this.#listeners.clear();
  }

  readonly #onNodes = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const event of events) {
      const [id] = event.path;
      if (typeof id !== "string") {
        for (const key of event.keys.keys()) this.#dirty.set(key, "all");
      } else if (event.path.length === 1 && isOnlyPosition(event)) {
        if (!this.#dirty.has(id)) this.#dirty.set(id, "position");
      } else {
        this.#dirty.set(id, "all");
      }
    }
    this.#frame.request();
  };

  readonly #onEdges = (): void => {
    this.#edgesDirty = true;
    this.#frame.request();
  };

  readonly #onMeta = (): void => {
    this.#metaDirty = true;
    this.#frame.request();
  };

  /** Brings the model up to date now; for tests and for what must be seen in the same frame as its cause. */
  flush(): void {
    this.#frame.cancel();
    const moved = new Set<string>();
    let structure = false;
    let graph = this.#edgesDirty;
    if (this.#metaDirty) this.#readMeta(moved);
    for (const [id, dirt] of this.#dirty) {
      const view = this.views.get(id);
      const node = dirt === "position" && view ? this.#readPosition(view.node) : readNode(this.#canvas, id);
      if (!node || (view && view.node.type !== node.type)) {
        if (view) this.#removeNode(id);
        structure ||= view !== undefined;
      }
      if (!node) continue;
      const current = this.views.get(id);
      if (current) {
        graph ||= changesGraph(current.node, node);
        this.#badgeNewTake(current, node);
        current.node = node;
        if (this.#place(node)) moved.add(id);
      } else {
        this.#addNode(node);
        structure = true;
      }
    }
    this.#dirty.clear();
    this.#edgesDirty = false;
    this.#metaDirty = false;
    graph ||= structure;
    if (graph) this.#deriveGraph();
    if (graph || moved.size > 0) this.#placeActs(moved);
    if (!graph && moved.size === 0) return;
    const change = { geometry: moved, structure, edges: graph };
    for (const listener of this.#listeners) listener(change);
  }

  #addNode(node: CanvasNode): void {
    this.views.set(node.id, new NodeView(node));
    this.#place(node);
  }

  #removeNode(id: string): void {
    this.views.delete(id);
    this.geometry.delete(id);
  }

  /** A take that was not there before wears a badge until someone looks at the node, or for half a minute. */
  #badgeNewTake(view: NodeView, after: CanvasNode): void {
    const ordinal = after.takes.at(-1)?.number ?? 0;
    if (ordinal <= (view.node.takes.at(-1)?.number ?? 0) || after.takes.length <= view.node.takes.length)
      return;
    view.newTake = ordinal;
    clearTimeout(this.#badgeTimers.get(view.id));
    const timer = setTimeout(() => {
      if (view.newTake === ordinal) view.newTake = undefined;
    }, BADGE_SHOWN_FOR_MS);
    this.#badgeTimers.set(view.id, timer);
  }

  #readPosition(node: CanvasNode): CanvasNode | undefined {
    const map = this.#canvas.nodes.get(node.id);
    const x = map?.get("x");
    const y = map?.get("y");
    return isCoordinate(x) && isCoordinate(y) ? { ...node, x, y } : undefined;
  }

  #readMeta(moved: Set<string>): void {
    const before = shotFrameHeightOf(this.meta.meta);
    this.meta.meta = readMeta(this.#canvas);
    if (before === shotFrameHeightOf(this.meta.meta)) return;
    for (const view of this.views.values()) if (this.#place(view.node)) moved.add(view.id);
  }

  /** True when the box changed. */
  #place(node: CanvasNode): boolean {
    const box = { x: node.x, y: node.y, ...boxOf(node, this.meta.meta) };
    return this.#setBox(node, box);
  }

  #setBox(node: CanvasNode, box: Omit<NodeGeometry, "id" | "type">): boolean {
    const old = this.geometry.get(node.id);
    if (old && old.x === box.x && old.y === box.y && old.width === box.width && old.height === box.height) {
      return false;
    }
    this.geometry.set(node.id, { id: node.id, type: node.type, ...box });
    return true;
  }

  #actOf(view: NodeView): string | undefined {
    return actOf(view.node, (id) => this.views.get(id)?.node);
  }

  #placeActs(moved: Set<string>): void {
    const members = new Map<string, NodeGeometry[]>();
    for (const view of this.views.values()) {
      const act = this.#actOf(view);
      const box = this.geometry.get(view.id);
      if (act === undefined || !box) continue;
      const list = members.get(act);
      if (list) list.push(box);
      else members.set(act, [box]);
    }
    for (const view of this.views.values()) {
      if (view.node.type !== "act") continue;
      const held = members.get(view.id);
      const changed = held ? this.#setBox(view.node, actBoxAround(held)) : this.#place(view.node);
      if (changed) moved.add(view.id);
    }
  }

  #deriveGraph(): void {
    const nodes = [...this.views.values()].map((view) => view.node);
    const edges = new Map<string, Edge>();
    this.#edgesOfNode = new Map();
    for (const edge of listEdges(nodes, readStoredEdges(this.#canvas))) {
      // The id says the whole edge, so an equal id is an equal edge.
      const kept = this.edges.get(edge.id) ?? edge;
      edges.set(edge.id, kept);
      this.#index(kept.source, kept);
      this.#index(kept.target, kept);
    }
    this.edges = edges;
    for (const [id, facts] of deriveFacts(nodes, edges.values())) {
      const view = this.views.get(id);
      if (view && !sameFacts(view.facts, facts)) view.facts = facts;
    }
  }

  #index(nodeId: string, edge: Edge): void {
    const list = this.#edgesOfNode.get(nodeId);
    if (list) list.push(edge);
    else this.#edgesOfNode.set(nodeId, [edge]);
  }
}
