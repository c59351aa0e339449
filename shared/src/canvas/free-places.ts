import { LAYOUT } from "./layout.ts";
import { nodeTypes, type NodeType } from "./node-types/registry.ts";

interface Placed {
  readonly type: NodeType;
  readonly x: number;
  readonly y: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A scene with its shots is as high as a shot. */
const ROW_HEIGHT = nodeTypes.shot.box.height;
const MARGIN = 16;
const BESIDE_GAP = 64;

/**
 * Where new nodes of a revised screenplay can stand without moving or covering anybody's. What is placed counts as there.
 * World px.
 */
export const createFreePlaces = (nodes: readonly Placed[]) => {
  // Acts are as large as what they hold.
  const boxes = nodes.filter(({ type }) => type !== "act").map(boxOf);
  const isFree = (x: number, y: number, width: number, height: number): boolean =>
    !boxes.some(
      (box) =>
        box.x < x + width + MARGIN &&
        box.x + box.width > x - MARGIN &&
        box.y < y + height + MARGIN &&
        box.y + box.height > y - MARGIN,
    );
  const take = (type: NodeType, point: Point): Point => {
    boxes.push(boxOf({ type, ...point }));
    return point;
  };
  return {
    /** Below the scene before it, else at the end of that scene's row. */
    forScene: (behind: Point | undefined): Point => {
      const { width } = nodeTypes.scene.box;
      const wanted = behind ? { x: behind.x, y: behind.y + LAYOUT.scenePitch } : { x: LAYOUT.sceneX, y: 0 };
      if (isFree(wanted.x, wanted.y, width, ROW_HEIGHT)) return take("scene", wanted);
      const y = behind?.y ?? 0;
      const inRow = boxes.filter(
        (box) => box.y < y + ROW_HEIGHT && box.y + box.height > y && box.x >= (behind?.x ?? 0),
      );
      return take("scene", { x: Math.max(...inRow.map((box) => box.x + box.width)) + BESIDE_GAP, y });
    },
    /** Below the cast and the places, in their column. */
    forCast: (type: "character" | "location"): Point => {
      const { width, height } = nodeTypes[type].box;
      const column = nodes.filter((node) => node.type === "character" || node.type === "location");
      const x = column.length > 0 ? Math.min(...column.map((node) => node.x)) : 0;
      let y = column.length > 0 ? Math.max(...column.map((node) => node.y)) : 0;
      while (!isFree(x, y, width, height)) y += LAYOUT.columnPitch;
      return take(type, { x, y });
    },
  };
};

const boxOf = ({ type, x, y }: Placed) => ({ x, y, ...nodeTypes[type].box });
