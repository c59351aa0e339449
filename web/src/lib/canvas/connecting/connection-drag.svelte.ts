import { edgeTypeBetween } from "@backlot/shared/canvas/edges";
import { edgeIdOf } from "@backlot/shared/canvas/edges";
import { NODE_TYPES, type NodeType } from "@backlot/shared/canvas/node-types/registry";
import { checkConnection } from "@backlot/shared/canvas/queries/check-connection";
import type { CanvasSession } from "../canvas-session.svelte.ts";
import { portFor, type Port, type Side } from "../edges/ports.ts";
import type { Point } from "../edges/route.ts";
import type { FlowView } from "../flow/flow-view.svelte.ts";

/** A node on which the wire may be dropped, and where its handle is. World px. */
export interface WireTarget {
  readonly nodeId: string;
  readonly point: Point;
  readonly side: Side;
  /** The edge is there already. */
  readonly connected: boolean;
}

export interface Wire {
  readonly nodeId: string;
  readonly port: Port;
  readonly from: Point;
  /** World px. */
  readonly pointer: Point;
  readonly targets: readonly WireTarget[];
  readonly snapped?: WireTarget;
  readonly refused?: { nodeId: string; title: string; hint: string };
}

/** Screen px within which the wire jumps to a target. */
const SNAP_WITHIN = 32;

/** A connection while it is drawn. Nothing is written before the drop. */
export class ConnectionDrag {
  wire: Wire | undefined = $state.raw();
  readonly #session: CanvasSession;
  readonly #flow: FlowView;

  constructor(session: CanvasSession, flow: FlowView) {
    this.#session = session;
    this.#flow = flow;
  }

  start(nodeId: string, port: Port): void {
    const box = this.#flow.boxOf(nodeId);
    if (!box || this.#session.readOnly) return;
    const from = { x: box.x + port.x, y: box.y + port.y };
    this.wire = { nodeId, port, from, pointer: from, targets: this.#targetsOf(nodeId, port) };
  }

  move(pointer: Point, zoom: number): void {
    const wire = this.wire;
    if (!wire) return;
    const { nodeId, port, from, targets } = wire;
    const over = this.#nodeAt(pointer, nodeId);
    const snapped =
      nearestTarget(targets, pointer, SNAP_WITHIN / zoom) ?? targets.find((t) => t.nodeId === over);
    const refused = snapped || over === undefined ? undefined : this.#refusalOf(wire, over);
    const bodyTarget =
      snapped ?? (over !== undefined && !refused ? this.#targetOf(nodeId, port, over) : undefined);
    this.wire = {
      nodeId,
      port,
      from,
      targets,
      pointer,
      ...(bodyTarget ? { snapped: bodyTarget } : {}),
      ...(refused ? { refused } : {}),
    };
  }

  /** What the drop asks for. */
  end():
    | { kind: "connect"; source: string; target: string }
    | { kind: "empty"; at: Point; wire: Wire }
    | undefined {
    const wire = this.wire;
    this.wire = undefined;
    if (!wire) return undefined;
    if (wire.snapped) return { kind: "connect", ...endsOf(wire, wire.snapped.nodeId) };
    return wire.refused ? undefined : { kind: "empty", at: wire.pointer, wire };
  }

  cancel(): void {
    this.wire = undefined;
  }

  #targetsOf(nodeId: string, port: Port): WireTarget[] {
    const targets: WireTarget[] = [];
    for (const box of this.#session.model.geometry.values()) {
      if (box.id === nodeId) continue;
      const target = this.#targetOf(nodeId, port, box.id);
      if (target) targets.push(target);
    }
    return targets;
  }

  #targetOf(nodeId: string, port: Port, otherId: string): WireTarget | undefined {
    const own = this.#flow.boxOf(nodeId);
    const other = this.#flow.boxOf(otherId);
    if (!own || !other) return undefined;
    const outward = port.end === "source";
    const type = outward ? edgeTypeBetween(own.type, other.type) : edgeTypeBetween(other.type, own.type);
    if (type !== port.edgeType) return undefined;
    const end = portFor(other, type, outward ? "target" : "source", own);
    const { source, target } = outward
      ? { source: nodeId, target: otherId }
      : { source: otherId, target: nodeId };
    return {
      nodeId: otherId,
      point: { x: other.x + end.x, y: other.y + end.y },
      side: end.side,
      connected: this.#session.model.edges.has(edgeIdOf(type, source, target)),
    };
  }

  #refusalOf(wire: Wire, nodeId: string): Wire["refused"] {
    const { source, target } = endsOf(wire, nodeId);
    const check = checkConnection(this.#session.canvas, source, target);
    return check.ok ? undefined : { nodeId, title: check.title, hint: check.hint };
  }

  #nodeAt(point: Point, except: string): string | undefined {
    let found: string | undefined;
    for (const { id, type } of this.#session.model.geometry.values()) {
      const box = this.#flow.boxOf(id);
      if (!box || id === except) continue;
      const inside =
        point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
      if (!inside) continue;
      // An act lies under everything else.
      if (type !== "act") return id;
      found = id;
    }
    return found;
  }
}

/** Types of nodes that a wire dropped on empty canvas may become. */
export const typesForWire = (from: NodeType, port: Port): NodeType[] =>
  NODE_TYPES.filter((type) =>
    port.end === "source"
      ? edgeTypeBetween(from, type) !== undefined
      : edgeTypeBetween(type, from) !== undefined,
  );

export const endsOf = (wire: Wire, otherId: string): { source: string; target: string } =>
  wire.port.end === "source"
    ? { source: wire.nodeId, target: otherId }
    : { source: otherId, target: wire.nodeId };

const nearestTarget = (
  targets: readonly WireTarget[],
  pointer: Point,
  within: number,
): WireTarget | undefined => {
  let best: WireTarget | undefined;
  let bestDistance = within;
  for (const target of targets) {
    const distance = Math.hypot(target.point.x - pointer.x, target.point.y - pointer.y);
    if (distance > bestDistance) continue;
    best = target;
    bestDistance = distance;
  }
  return best;
};
