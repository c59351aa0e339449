import type { Point } from "../edges/route.ts";
import type { NodeGeometry } from "../model/node-box.ts";

/** A node straight ahead counts as nearer than one that is closer but off to the side. */
const SIDEWAYS_WEIGHT = 2;

/** The node that an arrow key goes to, from the focused node or from the middle of the view. */
export const nearestTowards = (
  boxes: readonly NodeGeometry[],
  fromId: string | undefined,
  { dx, dy }: { dx: number; dy: number },
  middle: Point,
): NodeGeometry | undefined => {
  const from = boxes.find(({ id }) => id === fromId);
  const start = from ? centerOf(from) : middle;
  let best: NodeGeometry | undefined;
  let bestCost = Infinity;
  for (const box of boxes) {
    if (box.id === fromId || box.type === "act") continue;
    const center = centerOf(box);
    const ahead = (center.x - start.x) * dx + (center.y - start.y) * dy;
    const aside = Math.abs((center.x - start.x) * dy) + Math.abs((center.y - start.y) * dx);
    const cost = ahead + aside * SIDEWAYS_WEIGHT;
    // Without a focus any direction leads to the nearest node.
    if ((from && ahead <= 0) || cost >= bestCost) continue;
    best = box;
    bestCost = cost;
  }
  return best;
};

const centerOf = (box: NodeGeometry): Point => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
