// The body below the collar, in the pen's head units, looking towards +x. Flat shapes, one ink outline, one shadow shape.
import type { Figure } from "./figure.ts";
import { drawGarment, FLARE, HEM } from "./garment.ts";
import { drawHeldThing } from "./held-thing.ts";
import { mix } from "./ink.ts";
import type { Light } from "./light.ts";
import type { Pen } from "./pen.ts";
import { solesOf } from "./pose.ts";

/** Ties the feet to the ground; it falls away from the light, long when the sun is low. The pen looks to the light. */
export function drawGroundShadow(pen: Pen, figure: Figure, light: Light): string {
  if (pen.headUnits > 110) return "";
  const y = solesOf(figure.pose);
  const night = light.time === "night";
  const low = light.time === "dawn" || light.time === "dusk";
  const reach = light.interior ? 1.7 : low ? 4.4 : night ? 2.2 : 1.9;
  const touch = pen.shape(
    `M-.95 ${y}C-.95 ${y - 0.16} .95 ${y - 0.16} .95 ${y}C.95 ${y + 0.13} -.95 ${y + 0.13} -.95 ${y}Z`,
    light.ink,
    0,
    night ? 0.5 : 0.34,
  );
  const cast = pen.shape(
    `M.5 ${y + 0.06}C-.2 ${y + 0.14} ${-reach * 0.6} ${y + 0.22} ${-reach} ${y + 0.12}C${-reach - 0.3} ${y - 0.02} ${-reach * 0.5} ${y - 0.12} .4 ${y - 0.1}Z`,
    light.ink,
    0,
    night ? 0.34 : 0.2,
  );
  return cast + touch;
}

/** A plain chair, seen a little from the side. */
export function drawChair(pen: Pen, light: Light): string {
  if (pen.headUnits > 150) return "";
  const wood = mix(light.dark, light.mid, 0.25);
  const dark = mix(wood, light.ink, 0.4);
  return (
    pen.shape("M-.98 .95L-.84 .95L-.78 4.18H-.92Z", dark) +
    pen.shape("M.34 2.8H.46V3.9H.36Z", dark) +
    pen.shape("M-.96 1.02H.5V1.32H-.95ZM-.93 1.6H.5V1.86H-.92Z", wood) +
    pen.shape("M.5 .95L.62 .95L.62 2.8L.5 2.8Z", dark) +
    pen.shape("M-.94 2.66L.62 2.6L.98 2.78L-.9 2.86Z", wood) +
    pen.shape("M-.9 2.86H.98V2.98H-.9Z", dark) +
    pen.shape("M.84 2.98H.97V4.18H.86Z", dark)
  );
}

export function drawLegs(pen: Pen, figure: Figure, light: Light): string {
  if (pen.headUnits > 150) return "";
  const { trousers } = light;
  const skin = light.skin[figure.look.skinTone];
  const fill = figure.look.clothing === "dress" ? skin : trousers;
  const far = mix(fill, light.ink, 0.28);
  const shoe = mix(trousers, "#000000", 0.25);
  if (figure.pose === "walking") {
    return (
      pen.shape("M-.5 2L.06 2L-.06 3.3C-.2 3.7 -.42 4 -.62 4.9L-1.02 4.78C-.82 4.1 -.66 3.8 -.58 3.5Z", far) +
      pen.shape("M-1.02 4.72L-.62 4.88L-.5 5.36L-.66 5.42L-1.12 5.02Z", shoe) +
      pen.shape("M-.1 2L.5 2L.74 3.5C.78 3.9 .84 4.4 .86 5.2L.48 5.2C.4 4.6 .34 4.2 .26 3.75Z", fill) +
      pen.shape("M.46 5.14H.86L1.12 5.34V5.42H.44Z", shoe)
    );
  }
  if (figure.pose === "sitting") {
    const lap = figure.look.clothing === "dress" ? light.cloth[figure.look.clothingTone] : fill;
    return (
      pen.shape("M.36 2.6L.78 2.52L.86 4H.52Z", far) +
      pen.shape("M.5 3.92H.86L1.14 4.1V4.18H.48Z", shoe) +
      pen.shape(
        "M-.6 2L.3 2.02C.7 2.1 1.1 2.24 1.16 2.5L1.2 4.06H.82L.74 2.92C.3 2.96 -.3 2.94 -.64 2.84Z",
        lap,
      ) +
      (lap === fill ? "" : pen.shape("M.78 3.2H1.18L1.2 4.06H.82Z", skin)) +
      pen.shape("M.8 4H1.2L1.52 4.16V4.22H.78Z", shoe)
    );
  }
  if (figure.view === "profile") {
    return (
      pen.shape("M-.2 2H.34L.3 3.7L.24 5.3H-.1L-.1 3.7Z", far) +
      pen.shape("M-.12 5.22H.24L.52 5.36V5.42H-.14Z", mix(shoe, light.ink, 0.3)) +
      pen.shape("M-.4 2H.24L.16 3.6L.1 5.3H-.28L-.34 3.6Z", fill) +
      pen.shape("M-.3 5.22H.1L.4 5.36V5.42H-.32Z", shoe)
    );
  }
  const toes = figure.view === "back" ? 0 : 0.08;
  return (
    pen.shape("M-.56 2H-.02V3.6L-.08 5.3H-.47L-.54 3.6Z", fill) +
    pen.shape("M.02 2H.56L.54 3.6L.47 5.3H.08L.02 3.6Z", fill) +
    pen.shape("M-.5 5.22H-.06V5.42H-.56Z", shoe) +
    pen.shape(`M.06 5.22H.5L${0.5 + toes} 5.42H.06Z`, shoe)
  );
}

const hasFreeArm = (figure: Figure): boolean =>
  figure.pose === "reaching" || figure.pose === "holding" || figure.pose === "sitting";

export function drawHands(pen: Pen, figure: Figure, light: Light): string {
  if (figure.view === "profile") return "";
  const skin = light.skin[figure.look.skinTone];
  const left = "M-.95 2.15L-.76 2.15L-.74 2.42C-.76 2.56 -.9 2.56 -.93 2.42Z";
  const right = "M.95 2.15L.76 2.15L.74 2.42C.76 2.56 .9 2.56 .93 2.42Z";
  if (figure.pose === "sitting") return "";
  return pen.shape(left, skin) + (hasFreeArm(figure) ? "" : pen.shape(right, skin));
}

export function drawTorso(
  { body: pen, shade }: { body: Pen; shade: Pen },
  figure: Figure,
  light: Light,
  cloth: string,
): string {
  const { clothing } = figure.look;
  const sitting = figure.pose === "sitting";
  const hem = sitting ? Math.min(2.45, HEM[clothing]) : HEM[clothing];
  const flare = sitting ? 0.62 : FLARE[clothing];
  const fold = Math.min(0.018, 2.4 / pen.headUnits);
  if (figure.view === "profile" && !sitting) {
    const f = flare * 0.72;
    return (
      pen.shape(
        `M-.22 .03C-.44 .1 -.53 .36 -.54 .7L-.5 1.9L${-f} ${hem}L${f} ${hem}L.44 1.95C.52 1.4 .5 .8 .4 .42C.34 .16 .28 .06 .2 .03Z`,
        cloth,
      ) +
      shade.shape(
        `M-.22 .03C-.44 .1 -.53 .36 -.54 .7L-.5 1.9L${-f} ${hem}L${-f + 0.26} ${hem}L-.26 1.6L-.24 .4Z`,
        light.ink,
        0,
        0.15,
      )
    );
  }
  const side = clothing === "coat" ? 0.7 : 0.64;
  const sleeve = (sign: 1 | -1): string =>
    sign > 0
      ? `C.5 .12 .83 .2 .88 .52L1.03 1.65L.96 2.25L.74 2.25L${side + 0.02} 1.95L${flare} ${hem}`
      : `L${-flare} ${hem}L${-side - 0.02} 1.95L-.74 2.25L-.96 2.25L-1.03 1.65L-.88 .52C-.83 .2 -.5 .12 -.24 .03Z`;
  const bare = (sign: 1 | -1): string =>
    sign > 0
      ? `C.5 .12 .83 .2 .88 .52L.74 1.3L${side} 2L${flare} ${hem}`
      : `L${-flare} ${hem}L${-side} 2L-.74 1.3L-.88 .52C-.83 .2 -.5 .12 -.24 .03Z`;
  const oneArm = hasFreeArm(figure);
  let svg = pen.shape(`M.24 .03${oneArm ? bare(1) : sleeve(1)}${sitting ? bare(-1) : sleeve(-1)}`, cloth);
  // The one shadow shape: the side away from the light.
  const shadesFreeArm = oneArm && figure.facing !== light.from;
  const arm =
    sitting || shadesFreeArm
      ? `L-.74 1.3L${-side} 2`
      : `L-1.03 1.65L-.96 2.25L-.74 2.25L${-side - 0.02} 1.95`;
  svg += shade.shape(
    `M-.58 .3L-.88 .52${arm}L${-flare} ${hem}L${-flare + 0.26} ${hem}L-.44 1.6Z`,
    light.ink,
    0,
    light.time === "night" ? 0.24 : 0.15,
  );
  if (!sitting)
    svg += pen.stroke(
      oneArm ? "M-.66 .88L-.72 2.25" : "M-.66 .88L-.72 2.25M.66 .88L.72 2.25",
      light.ink,
      fold,
    );
  return svg + drawGarment(pen, figure, light, { cloth, hem, flare, fold });
}

/** Arms that lie before the body: held out, bent to hold, in the lap, or the near one of a profile. */
export function drawArms(pen: Pen, figure: Figure, light: Light, cloth: string): string {
  const skin = light.skin[figure.look.skinTone];
  if (figure.pose === "reaching") {
    return (
      drawHeldThing(pen, figure, light, 2.02, 0.78) +
      pen.shape("M1.78 .92C1.84 .78 1.98 .72 2.04 .8L2.1 .94C2.06 1.06 1.9 1.1 1.82 1.06Z", skin) +
      pen.shape(
        "M.62 .44C.8 .36 .9 .5 .96 .78C1.2 1.02 1.5 .98 1.76 .86L1.86 1.1C1.5 1.38 1.04 1.42 .66 1.28Z",
        cloth,
      )
    );
  }
  if (figure.pose === "holding") {
    return (
      drawHeldThing(pen, figure, light, -0.08, 1.16) +
      pen.shape("M-.02 1.2C-.16 1.12 -.2 1.3 -.14 1.4C-.06 1.46 .06 1.42 .1 1.36Z", skin) +
      pen.shape(
        "M.7 .5C.84 .46 .92 .6 .94 .8L1.02 1.6C.98 1.78 .8 1.84 .66 1.74L.04 1.44L.12 1.2L.68 1.42Z",
        cloth,
      )
    );
  }
  if (figure.pose === "sitting") {
    return (
      pen.shape("M.66 2.14C.8 2.1 .98 2.2 1 2.3C.98 2.4 .8 2.42 .7 2.36Z", skin) +
      pen.shape(
        "M.7 .42C.84 .44 .92 .56 .94 .76L1 1.5C.98 1.74 .86 1.98 .76 2.24L.56 2.16C.62 1.9 .68 1.7 .66 1.5Z",
        cloth,
      ) +
      pen.shape("M-.34 2.1C-.2 2.06 -.06 2.14 -.04 2.26C-.08 2.36 -.26 2.38 -.36 2.32Z", skin) +
      pen.shape(
        "M-.7 .42C-.84 .44 -.92 .56 -.94 .76L-1 1.5C-.98 1.74 -.7 2.12 -.38 2.34L-.28 2.12C-.52 1.9 -.68 1.7 -.66 1.5Z",
        cloth,
      )
    );
  }
  if (figure.view !== "profile") return "";
  return (
    pen.shape("M.08 2.2L.28 2.16L.34 2.42C.34 2.54 .18 2.58 .14 2.44Z", skin) +
    pen.shape("M-.24 .42C-.06 .32 .14 .4 .18 .62L.2 1.5L.32 2.2L.08 2.28L-.1 1.6L-.28 .8Z", cloth)
  );
}
