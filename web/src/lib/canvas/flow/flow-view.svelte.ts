import type { Edge } from "@backlot/shared/canvas/edges";
import type { Person } from "#lib/presence/person.svelte.ts";
import type { CanvasChange, CanvasModel } from "../model/canvas-model.ts";
import type { NodeGeometry } from "../model/node-box.ts";
import { makeFlowEdge, makeFlowNode, type FlowEdge, type FlowNode } from "./flow-adapter.ts";

/** More than this many lit edges would bring back the cost of stock edges. */
const MAX_LIT_EDGES = 200;

/**
 * Document → flow. Keeps Svelte Flow's two arrays: at most one assignment of `nodes` per flush, replacing only what
 * changed. A node in a local drag is left alone until its drop; a colleague's drag is an offset on top.
 */
export class FlowView {
  nodes: FlowNode[] = $state.raw([]);
  edges: FlowEdge[] = $state.raw([]);
  /** Rises whenever the edges at rest may look different. */
  edgesVersion = $state(0);
  hoveredNode: string | undefined = $state.raw();
  focusedNode: string | undefined = $state.raw();
  hoveredEdge: string | undefined = $state.raw();
  selectedEdge: string | undefined = $state.raw();
  readonly #model: CanvasModel;
  #index = new Map<string, number>();
  #offsets = new Map<string, { dx: number; dy: number }>();
  /** Drags whose drop has arrived in the document before presence said that they ended. */
  readonly #landed = new Map<Person, object>();
  readonly #stop: () => void;

  constructor(model: CanvasModel) {
    this.#model = model;
    this.#rebuild();
    this.#stop = model.onChange((change) => this.#onChange(change));
  }

  destroy(): void {
    this.#stop();
  }

  /** Where a node is drawn now, drags included; reads runes. */
  boxOf(id: string): NodeGeometry | undefined {
    const box = this.#model.geometry.get(id);
    const node = this.nodes[this.#index.get(id) ?? -1];
    if (!box || !node || node.id !== id) return box;
    const { x, y } = node.position;
    return x === box.x && y === box.y ? box : { ...box, x, y };
  }

  applySelection(ids: readonly string[]): void {
    const selected = new Set(ids);
    if (this.nodes.every((node) => (node.selected ?? false) === selected.has(node.id))) return;
    this.nodes = this.nodes.map((node) =>
      (node.selected ?? false) === selected.has(node.id)
        ? node
        : { ...node, selected: selected.has(node.id) },
    );
  }

  /** Moves nodes that follow a local drag without being part of it: the members of a dragged act. */
  place(positions: ReadonlyMap<string, { x: number; y: number }>): void {
    this.nodes = this.nodes.map((node) => {
      const position = positions.get(node.id);
      return position ? { ...node, position, dragging: true } : node;
    });
  }

  /** The drop: from now on the document says again where these nodes are. */
  release(ids: Iterable<string>): void {
    const released = new Set(ids);
    this.nodes = this.nodes.map((node) =>
      released.has(node.id) && node.dragging ? { ...node, dragging: false } : node,
    );
  }

  followRemoteDrags(people: readonly Person[]): void {
    const offsets = new Map<string, { dx: number; dy: number }>();
    for (const person of people) {
      if (!person.drag) this.#landed.delete(person);
      if (!person.drag || this.#landed.has(person)) continue;
      for (const id of person.drag.ids) offsets.set(id, { dx: person.drag.dx, dy: person.drag.dy });
    }
    const touched = new Set([...this.#offsets.keys(), ...offsets.keys()]);
    this.#offsets = offsets;
    this.#remotePeople = people;
    if (touched.size > 0) this.#replace(touched);
  }
  #remotePeople: readonly Person[] = [];

  /** Makes the edges of what is touched real elements: hovered, selected, or at a touched node. */
  lightEdges(selection: readonly string[]): void {
    const lit = new Map<string, Edge>();
    const add = (id: string | undefined): void => {
      const edge = id === undefined ? undefined : this.#model.edges.get(id);
      if (edge) lit.set(edge.id, edge);
    };
    add(this.selectedEdge);
    add(this.hoveredEdge);
    for (const nodeId of this.hoveredNode === undefined ? selection : [this.hoveredNode, ...selection]) {
      if (lit.size > MAX_LIT_EDGES) break;
      for (const edge of this.#model.edgesOf(nodeId)) lit.set(edge.id, edge);
    }
    const same =
      lit.size === this.edges.length &&
      this.edges.every((edge) => lit.has(edge.id) && edge.selected === (edge.id === this.selectedEdge));
    if (same) return;
    const known = new Map(this.edges.map((edge) => [edge.id, edge]));
    this.edges = [...lit.values()].map((edge) => {
      const selected = edge.id === this.selectedEdge;
      const old = known.get(edge.id);
      return old && old.selected === selected ? old : makeFlowEdge(edge, selected);
    });
    this.edgesVersion += 1;
  }

  #onChange({ geometry, structure, edges }: CanvasChange): void {
    for (const person of this.#remotePeople) {
      if (person.drag?.ids.some((id) => geometry.has(id))) {
        this.#landed.set(person, person.drag);
        for (const id of person.drag.ids) this.#offsets.delete(id);
      }
    }
    if (structure) this.#rebuild();
    else if (geometry.size > 0) this.#replace(geometry);
    if (edges || structure) this.edgesVersion += 1;
    if (this.selectedEdge !== undefined && !this.#model.edges.has(this.selectedEdge)) {
      this.selectedEdge = undefined;
    }
    if (this.hoveredEdge !== undefined && !this.#model.edges.has(this.hoveredEdge)) {
      this.hoveredEdge = undefined;
    }
  }

  #rebuild(): void {
    const nodes: FlowNode[] = [];
    const index = new Map<string, number>();
    for (const box of this.#model.geometry.values()) {
      index.set(box.id, nodes.length);
      nodes.push(this.#nodeOf(box, this.nodes[this.#index.get(box.id) ?? -1]));
    }
    this.#index = index;
    this.nodes = nodes;
  }

  #replace(ids: ReadonlySet<string>): void {
    const nodes = [...this.nodes];
    for (const id of ids) {
      const at = this.#index.get(id);
      const box = this.#model.geometry.get(id);
      if (at !== undefined && box) nodes[at] = this.#nodeOf(box, nodes[at]);
    }
    this.nodes = nodes;
  }

  #nodeOf(box: NodeGeometry, old: FlowNode | undefined): FlowNode {
    const offset = this.#offsets.get(box.id);
    const x = box.x + (offset?.dx ?? 0);
    const y = box.y + (offset?.dy ?? 0);
    if (!old) return makeFlowNode(box, x, y, {});
    const sameSize = old.width === box.width && old.height === box.height && old.type === box.type;
    // Else a colleague's edit would throw the node back under the hand that drags it.
    const position = old.dragging ? old.position : { x, y };
    if (sameSize && old.position.x === position.x && old.position.y === position.y) return old;
    return makeFlowNode(box, position.x, position.y, old);
  }
}
