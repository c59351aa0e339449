import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { LAYOUT, shotPositionOf } from "../layout.ts";
import { isNodeType, nodeTypes } from "../node-types/registry.ts";
import { isCoordinate } from "./read-node.ts";

/** A place on the canvas that a node takes; world px. */
export interface Occupant {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Point = { x: number; y: number };

/** Room for a shot or a note, a little air included. */
const SLOT = { width: LAYOUT.shotPitch - 12, height: LAYOUT.scenePitch - 20 };

/** Where nodes stand, acts left out: those are what others stand in. Reads no more than type and place of each. */
export const listOccupants = (canvas: CanvasDocument, ignored: ReadonlySet<string>): Occupant[] => {
  const occupants: Occupant[] = [];
  for (const [id, node] of canvas.nodes.entries()) {
    if (!(node instanceof Y.Map) || ignored.has(id)) continue;
    const type = node.get("type");
    const x = node.get("x");
    const y = node.get("y");
    if (!isNodeType(type) || type === "act" || !isCoordinate(x) || !isCoordinate(y)) continue;
    occupants.push({ id, x, y, ...nodeTypes[type].box });
  }
  return occupants;
};

/** The free places of a scene's row of shots, from the first one on that lies behind `behindX`. Endless. */
export function* freeSlotsOf(
  scene: Point,
  occupants: readonly Occupant[],
  behindX = -Infinity,
): Generator<Point, never> {
  const inRow = occupants.filter(({ y, height }) => y < scene.y + SLOT.height && y + height > scene.y);
  for (let index = 0; ; index++) {
    const slot = shotPositionOf(scene, index);
    if (slot.x > behindX && !inRow.some((occupant) => overlapsSlot(occupant, slot))) yield slot;
  }
}

export const overlapsSlot = (occupant: Occupant, slot: Point): boolean =>
  occupant.x < slot.x + SLOT.width &&
  occupant.x + occupant.width > slot.x &&
  occupant.y < slot.y + SLOT.height &&
  occupant.y + occupant.height > slot.y;
