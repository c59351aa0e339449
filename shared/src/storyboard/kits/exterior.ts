import { project, unitsAt } from "../camera.ts";
import { circle, mix, pair, path } from "../ink.ts";
import { share } from "../seed.ts";
import { beam, bounds, freeSide, outline, type Kit, type Place } from "./kit.ts";
import { drawGround, drawSky } from "./sky.ts";

const TREE_Z = 6.5;

export const exterior: Kit = {
  ground: "earth",
  behind(place) {
    const { light } = place;
    return (
      drawSky({ ...place, heads: [...place.heads, treeCrown(place)] }) +
      drawGround(place, light.ground) +
      drawFolds(place) +
      drawTrack(place) +
      drawTree(place) +
      drawFence(place)
    );
  },
};

function drawFolds(place: Place): string {
  const { stage, light, seed } = place;
  const area = bounds(stage);
  const near = project(stage, 0, 0, 9).y;
  const lift = stage.height * 0.03;
  const rise = share(seed, "fold") * lift;
  return path(
    `M${pair({ x: area.left, y: near - lift })}C${pair({ x: stage.width * 0.3, y: near - lift * 2 - rise })} ${pair({ x: stage.width * 0.6, y: near + lift })} ${pair({ x: area.right, y: near - lift })}L${pair({ x: area.right, y: area.bottom })}L${pair({ x: area.left, y: area.bottom })}Z`,
    { fill: mix(light.ground, light.dark, 0.18) },
  );
}

function drawTrack(place: Place): string {
  const { stage, light } = place;
  const at = (x: number, z: number): string => pair(project(stage, x, 0, z));
  return path(
    `M${at(-1.1, stage.near)}C${at(-0.8, 2)} ${at(-0.4, 5)} ${at(1.6, 20)}L${at(2.4, 20)}C${at(0.6, 6)} ${at(0.9, 2)} ${at(1.1, stage.near)}Z`,
    { fill: mix(light.ground, light.far, 0.55), ...outline(place, 6) },
  );
}

function treeX(place: Place): number {
  const { stage } = place;
  return freeSide(place) * Math.min(3.6, (stage.width * 0.3) / unitsAt(stage, TREE_Z));
}

/** What the moon must keep away from, besides heads. */
function treeCrown(place: Place): Place["heads"][number] {
  const { stage } = place;
  return { ...project(stage, treeX(place), 2.9, TREE_Z), radius: 1.3 * unitsAt(stage, TREE_Z) };
}

function drawTree(place: Place): string {
  const { stage, light } = place;
  const z = TREE_Z;
  const x = treeX(place);
  const units = unitsAt(stage, z);
  const trunk = mix(light.dark, light.ink, 0.3);
  let svg = beam(place, [x, 0, z], [x, 2.2, z], 0.26, trunk);
  svg += beam(place, [x, 1.7, z], [x + 0.7, 2.6, z], 0.12, trunk);
  const crown = mix(light.dark, light.mid, 0.25);
  const blobs = [
    [-0.8, 2.7, 0.75],
    [0.85, 2.75, 0.72],
    [0, 3.4, 0.95],
    [0.1, 2.5, 0.85],
  ] as const;
  for (const pass of [1, 0]) {
    for (const [dx, y, r] of blobs) {
      const centre = project(stage, x + dx, y, z);
      svg += circle(
        centre.x,
        centre.y,
        r * units,
        pass === 1 ? { fill: crown, stroke: light.ink, width: outline(place, z).width * 2 } : { fill: crown },
      );
    }
  }
  return svg;
}

function drawFence(place: Place): string {
  const { light } = place;
  const side = -freeSide(place);
  const colour = mix(light.dark, light.ink, 0.55);
  let svg = "";
  const run = [1.2, 3, 5, 7.5, 10.5, 14];
  for (const [at, z] of run.entries()) {
    const x = side * (2.1 + at * 0.25);
    svg += beam(place, [x, 0, z], [x, 1.05, z], 0.09, colour);
    const next = run[at + 1];
    if (next === undefined) continue;
    const nx = side * (2.1 + (at + 1) * 0.25);
    svg +=
      beam(place, [x, 0.85, z], [nx, 0.85, next], 0.05, colour) +
      beam(place, [x, 0.48, z], [nx, 0.48, next], 0.05, colour);
  }
  return svg;
}
