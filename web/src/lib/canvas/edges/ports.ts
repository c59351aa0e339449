import type { EdgeType } from "@backlot/shared/canvas/edges";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { NodeGeometry } from "../model/node-box.ts";

export type Side = "left" | "right" | "top" | "bottom";

/** Where edges of one type end on a node; `x`, `y` are px from the node's top left corner. */
export interface Port {
  readonly id: string;
  readonly edgeType: EdgeType;
  readonly end: "source" | "target";
  readonly side: Side;
  readonly x: number;
  readonly y: number;
  /** Shows its ring at rest when an edge ends here. */
  readonly atRest: boolean;
}

type Box = Pick<NodeGeometry, "type" | "width" | "height">;

/** Height of the caption below a shot's frame; the frame takes the rest of the box. */
const SHOT_CAPTION_HEIGHT = 88;
/** From the bottom of a shot: the middle of its description (150 of 192). */
const SHOT_CAST_ABOVE_BOTTOM = 42;

export const portIdOf = (edgeType: EdgeType, end: Port["end"]): string => `${edgeType}-${end}`;

const port = (
  edgeType: EdgeType,
  end: Port["end"],
  side: Side,
  x: number,
  y: number,
  atRest = true,
): Port => ({ id: portIdOf(edgeType, end), edgeType, end, side, x, y, atRest });

const PORTS: Record<NodeType, (box: Box) => Port[]> = {
  character: ({ width, height }) => [port("appears-in", "source", "right", width, height / 2)],
  location: ({ width, height }) => [port("set-in", "source", "right", width, height / 2)],
  scene: ({ width, height }) => [
    port("appears-in", "target", "left", 0, 28),
    port("set-in", "target", "left", 0, 64),
    port("contains", "source", "right", width, 28),
    port("next", "target", "top", width / 2, 0, false),
    port("next", "source", "bottom", width / 2, height, false),
  ],
  shot: ({ width, height }) => {
    const frameMiddle = (height - SHOT_CAPTION_HEIGHT) / 2;
    return [
      port("contains", "target", "top", width / 2, 0),
      port("next", "target", "left", 0, frameMiddle, false),
      port("next", "source", "right", width, frameMiddle, false),
      port("appears-in", "target", "left", 0, height - SHOT_CAST_ABOVE_BOTTOM, false),
    ];
  },
  note: ({ width, height }) => [port("refers-to", "source", "right", width, height / 2)],
  act: () => [],
};

export const portsOf = (box: Box): Port[] => PORTS[box.type](box);

/** The port of an edge's end. `refers-to` ends at the nearest side of whatever it points to. */
export const portFor = (
  box: NodeGeometry,
  edgeType: EdgeType,
  end: Port["end"],
  towards: NodeGeometry,
): Port => {
  const found = portsOf(box).find((candidate) => candidate.edgeType === edgeType && candidate.end === end);
  return found ?? nearestSide(box, edgeType, end, towards);
};

const nearestSide = (
  box: NodeGeometry,
  edgeType: EdgeType,
  end: Port["end"],
  towards: NodeGeometry,
): Port => {
  const fromX = towards.x + towards.width / 2;
  const fromY = towards.y + towards.height / 2;
  const sides = [
    // Below the other ports of the left side.
    port(edgeType, end, "left", 0, Math.max(box.height / 2, box.height - 20)),
    port(edgeType, end, "right", box.width, Math.max(box.height / 2, box.height - 20)),
    port(edgeType, end, "top", box.width / 2, 0),
    port(edgeType, end, "bottom", box.width / 2, box.height),
  ];
  const distance = (side: Port): number => Math.hypot(box.x + side.x - fromX, box.y + side.y - fromY);
  return sides.reduce((best, side) => (distance(side) < distance(best) ? side : best));
};
