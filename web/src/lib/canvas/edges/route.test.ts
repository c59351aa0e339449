import { describe, expect, it } from "vitest";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { NodeGeometry } from "../model/node-box.ts";
import { portFor, portsOf } from "./ports.ts";
import { arrowHead, distanceTo, routeEdge, svgPathOf } from "./route.ts";

const box = (type: NodeType, x: number, y: number, width: number, height: number): NodeGeometry => ({
  id: `${type}${x}`,
  type,
  x,
  y,
  width,
  height,
});
const scene = box("scene", 0, 0, 248, 112);
const shot = box("shot", 300, 0, 208, 192);

describe("the lines of edges", () => {
  it("end where the screens say", () => {
    const point = (of: NodeGeometry, id: string) => {
      const port = portsOf(of).find((candidate) => candidate.id === id);
      return port && [port.x, port.y];
    };
    expect(point(scene, "appears-in-target")).toEqual([0, 28]);
    expect(point(scene, "set-in-target")).toEqual([0, 64]);
    expect(point(scene, "contains-source")).toEqual([248, 28]);
    expect(point(shot, "contains-target")).toEqual([104, 0]);
    expect(point(shot, "next-source")).toEqual([208, 52]);
    expect(point(shot, "appears-in-target")).toEqual([0, 150]);
  });

  it("draw `contains` as a bus: right 16, up, along 18 above the row, down", () => {
    expect(svgPathOf(routeEdge("contains", scene, shot))).toBe(
      "M248 28L256 28Q264 28 264 20L264 -10Q264 -18 272 -18L396 -18Q404 -18 404 -10L404 0",
    );
  });

  it("draw `next` straight with an arrow of 7 px that ends at the target", () => {
    const route = routeEdge("next", shot, box("shot", 524, 0, 208, 192));
    expect(route.arrow?.tip).toEqual({ x: 522, y: 52 });
    expect(svgPathOf(route)).toBe("M508 52L515 52");
    const [tip, left, right] = arrowHead({ tip: { x: 10, y: 0 }, angle: 0 });
    expect([tip.x, left.x, right.x]).toEqual([10, 3, 3]);
  });

  it("let a note refer to the nearest side of anything", () => {
    const note = box("note", 0, 400, 208, 96);
    expect(portFor(scene, "refers-to", "target", note).side).toBe("bottom");
    expect(portFor(box("act", 300, 380, 448, 200), "refers-to", "target", note).side).toBe("left");
  });

  it("know how far a point is from them", () => {
    const bus = routeEdge("contains", scene, shot);
    expect(distanceTo(bus, { x: 330, y: -14 })).toBeCloseTo(4);
    const wire = routeEdge("appears-in", box("character", -300, 0, 208, 64), scene);
    expect(distanceTo(wire, wire.middle)).toBeLessThan(1);
    expect(distanceTo(wire, { x: -46, y: 200 })).toBeGreaterThan(100);
  });
});
