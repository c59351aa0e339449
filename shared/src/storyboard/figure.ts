// The standing body in head units below the chin: shoulders at .47, elbows 1.65, wrists 2.25, hem of a coat 3.25,
// soles 5.4. A whole adult is 6.4 heads. Drawn to the feet always; the frame does the cropping.
import { tilted, type Stage } from "./camera.ts";
import { drawBehindHead, drawHead, type View } from "./head.ts";
import { mix } from "./ink.ts";
import type { Light } from "./light.ts";
import type { Look } from "./look.ts";
import { penFor, type Pen, type Placement } from "./pen.ts";

export type Pose = "standing" | "walking" | "reaching" | "holding";

export interface Figure extends Placement {
  look: Look;
  view: View;
  pose: Pose;
}

/** Crown to sole, in heads. */
export const BODY_HEADS = 6.4;
/** Where a crop looks like an amputation, in heads below the chin: neck, shoulder, elbow, wrist, knee, ankle. */
export const JOINTS_BELOW_CHIN: readonly number[] = [0.12, 0.5, 1.65, 2.28, 3.95, 5.15];

export const GIRTH: Record<Look["build"], number> = { slim: 0.9, average: 1, broad: 1.14, small: 0.94 };
export const STATURE: Record<Look["build"], number> = { slim: 1, average: 1, broad: 1.02, small: 0.84 };

const HEM: Record<Look["clothing"], number> = {
  coat: 3.28,
  jacket: 2.42,
  shirt: 2.3,
  sweater: 2.34,
  dress: 3.7,
  uniform: 2.5,
};

export function drawFigure(figure: Figure, light: Light, stage: Stage | undefined): string {
  const { look, view } = figure;
  const body = penFor(figure, stage, light.ink, figure.girth);
  const head = penFor(figure, stage, light.ink);
  const cloth = light.cloth[look.clothingTone];
  return (
    drawContactShadow(body, light) +
    (view === "back" ? "" : drawBehindHead(head, look, light, view)) +
    drawLegs(body, figure, light) +
    drawHands(body, figure, light) +
    drawTorso(body, figure, light, cloth) +
    drawNeck(head, figure, light, cloth) +
    drawHead(head, look, light, view) +
    drawArmInFront(body, figure, light, cloth)
  );
}

/** The face from brow to chin, in frame units: what an arrow must never cover. Empty for a back. */
export function faceBox(
  figure: Figure,
  stage: Stage,
): { x: number; y: number; width: number; height: number } | undefined {
  if (figure.view === "back") return undefined;
  const { headUnits } = figure;
  const half = 0.37 * headUnits;
  const top = tilted(stage, { x: figure.x - half, y: figure.chinY - 0.66 * headUnits });
  const low = tilted(stage, { x: figure.x + half, y: figure.chinY + 0.02 * headUnits });
  const other = tilted(stage, { x: figure.x + half, y: figure.chinY - 0.66 * headUnits });
  const under = tilted(stage, { x: figure.x - half, y: figure.chinY });
  const x = Math.min(top.x, under.x);
  return { x, y: top.y, width: Math.max(low.x, other.x) - x, height: low.y - top.y };
}

/** Ties the feet to the ground. */
function drawContactShadow(pen: Pen, light: Light): string {
  if (pen.headUnits > 90) return "";
  return pen.shape(
    "M-1.2 5.4C-1.2 5.22 1.2 5.2 1.5 5.38C1.6 5.56 -1.1 5.6 -1.2 5.4Z",
    light.ink,
    0,
    light.time === "night" ? 0.45 : 0.24,
  );
}

function drawLegs(pen: Pen, figure: Figure, light: Light): string {
  if (pen.headUnits > 150) return "";
  const { trousers } = light;
  const bare = figure.look.clothing === "dress";
  const fill = bare ? light.skin[figure.look.skinTone] : trousers;
  const shoe = mix(trousers, "#000000", 0.25);
  if (figure.pose === "walking") {
    return (
      pen.shape("M-.5 2L.06 2L-.12 3.4L-.42 5.3L-.86 5.3L-.62 3.7Z", fill) +
      pen.shape("M-.06 2L.5 2L.66 3.7L.88 5.3L.46 5.3L.1 3.4Z", fill) +
      pen.shape("M-.86 5.22H-.42V5.42H-.84Z", shoe) +
      pen.shape("M.46 5.22H.88L1 5.42H.46Z", shoe)
    );
  }
  return (
    pen.shape("M-.56 2H-.02V3.6L-.08 5.3H-.47L-.54 3.6Z", fill) +
    pen.shape("M.02 2H.56L.54 3.6L.47 5.3H.08L.02 3.6Z", fill) +
    pen.shape("M-.5 5.22H-.06V5.42H-.56Z", shoe) +
    pen.shape("M.06 5.22H.5L.58 5.42H.06Z", shoe)
  );
}

function drawHands(pen: Pen, figure: Figure, light: Light): string {
  const skin = light.skin[figure.look.skinTone];
  const left = pen.shape("M-.95 2.15L-.76 2.15L-.74 2.42C-.76 2.56 -.9 2.56 -.93 2.42Z", skin);
  const right = pen.shape("M.95 2.15L.76 2.15L.74 2.42C.76 2.56 .9 2.56 .93 2.42Z", skin);
  return left + (figure.pose === "reaching" || figure.pose === "holding" ? "" : right);
}

function drawTorso(pen: Pen, figure: Figure, light: Light, cloth: string): string {
  const { clothing } = figure.look;
  const hem = HEM[clothing];
  const flare = clothing === "dress" ? 0.92 : clothing === "coat" ? 0.7 : 0.64;
  const side = clothing === "coat" ? 0.7 : 0.64;
  const oneArm = figure.pose === "reaching" || figure.pose === "holding";
  const right = oneArm
    ? `C.5 .12 .83 .2 .88 .52L.74 1.3L${side} 2L${flare} ${hem}`
    : `C.5 .12 .83 .2 .88 .52L1.03 1.65L.96 2.25L.74 2.25L${side + 0.02} 1.95L${flare} ${hem}`;
  const left = `L${-flare} ${hem}L${-side - 0.02} 1.95L-.74 2.25L-.96 2.25L-1.03 1.65L-.88 .52C-.83 .2 -.5 .12 -.24 .03Z`;
  let svg = pen.shape(`M.24 .03${right}${left}`, cloth);
  // The one shadow shape: the side away from where the figure looks.
  svg += pen.shape(
    `M-.6 .42L-.88 .52L-1.03 1.65L-.96 2.25L-.74 2.25L${-side - 0.02} 1.95L${-flare} ${hem}L${-flare + 0.24} ${hem}L-.48 1.6Z`,
    light.ink,
    0,
    0.13,
  );
  const fold = Math.min(0.018, 2.4 / pen.headUnits);
  svg += pen.stroke(oneArm ? "M-.66 .88L-.72 2.25" : "M-.66 .88L-.72 2.25M.66 .88L.72 2.25", light.ink, fold);
  return svg + drawGarment(pen, figure, light, cloth, hem, flare, fold);
}

function drawGarment(
  pen: Pen,
  figure: Figure,
  light: Light,
  cloth: string,
  hem: number,
  flare: number,
  fold: number,
): string {
  const { clothing } = figure.look;
  const seam = pen.stroke(`M0 ${figure.view === "back" ? 0.2 : 0.5}L0 ${hem}`, light.ink, fold);
  if (figure.view === "back") return clothing === "sweater" ? "" : seam;
  const darker = mix(cloth, light.ink, 0.35);
  switch (clothing) {
    case "sweater":
      return pen.shape(
        `M${-flare} ${hem - 0.16}L${flare} ${hem - 0.16}L${flare} ${hem}L${-flare} ${hem}Z`,
        darker,
        1,
      );
    case "shirt":
      return (
        seam +
        pen.dot(0.05, 0.8, 0.022, light.ink, 0) +
        pen.dot(0.05, 1.15, 0.022, light.ink, 0) +
        pen.dot(0.05, 1.5, 0.022, light.ink, 0)
      );
    case "dress":
      return (
        pen.stroke(`M-.62 1.6C-.3 1.68 .3 1.68 .62 1.6`, light.ink, fold) +
        pen.stroke("M-.3 1.7L-.4 3.6M.3 1.7L.4 3.6", light.ink, fold * 0.7)
      );
    case "uniform":
      return (
        seam +
        pen.shape("M-.62 .9H-.22V1.02H-.62ZM.22 .9H.62V1.02H.22Z", darker, 1) +
        pen.shape("M-.86 .4L-.5 .2L-.44 .3L-.84 .54ZM.86 .4L.5 .2L.44 .3L.84 .54Z", darker, 1) +
        pen.shape("M-.65 1.92H.65V2.06H-.65Z", mix(cloth, light.ink, 0.6), 1)
      );
    case "jacket":
      return (
        seam + pen.shape("M-.6 1.75L-.3 1.68L-.3 1.76L-.6 1.83ZM.6 1.75L.3 1.68L.3 1.76L.6 1.83Z", darker, 1)
      );
    default:
      return seam;
  }
}

function drawNeck(pen: Pen, figure: Figure, light: Light, cloth: string): string {
  const skin = light.skin[figure.look.skinTone];
  const { clothing } = figure.look;
  if (figure.view === "back") {
    return (
      pen.shape("M-.165 -.25H.165V.16C.08 .24 -.08 .24 -.165 .16Z", skin) +
      pen.shape("M-.25 .03C-.14 .14 .14 .14 .25 .03L.3 .1C.16 .26 -.16 .26 -.3 .1Z", cloth)
    );
  }
  const neck =
    pen.shape("M-.165 -.2H.165V.13C.1 .26 -.1 .26 -.165 .13Z", skin) +
    pen.shape("M-.165 -.1L.1 0L.165 -.02L.165 .05C0 .08 -.1 .02 -.165 -.02Z", light.ink, 0, 0.15);
  if (clothing === "sweater" || clothing === "dress") {
    const band = clothing === "sweater" ? mix(cloth, light.ink, 0.25) : cloth;
    return (
      neck + pen.shape("M-.25 .03L-.165 .02C-.12 .22 .12 .22 .165 .02L.25 .03C.2 .36 -.2 .36 -.25 .03Z", band)
    );
  }
  const under = clothing === "shirt" ? cloth : mix(cloth, light.ink, 0.4);
  const point = clothing === "shirt" ? 0.42 : 0.52;
  return (
    pen.shape(`M-.22 .06L0 ${point}L.22 .06C.1 .3 -.1 .3 -.22 .06Z`, under) +
    neck +
    pen.shape(`M-.24 .02L-.15 .06L0 ${point}L-.19 ${point * 0.55}Z`, cloth) +
    pen.shape(`M.24 .02L.15 .06L0 ${point}L.19 ${point * 0.55}Z`, cloth)
  );
}

function drawArmInFront(pen: Pen, figure: Figure, light: Light, cloth: string): string {
  const skin = light.skin[figure.look.skinTone];
  if (figure.pose === "reaching") {
    return (
      pen.shape("M1.78 .92C1.84 .78 1.98 .72 2.04 .8L2.1 .94C2.06 1.06 1.9 1.1 1.82 1.06Z", skin) +
      pen.shape(
        "M.62 .44C.8 .36 .9 .5 .96 .78C1.2 1.02 1.5 .98 1.76 .86L1.86 1.1C1.5 1.38 1.04 1.42 .66 1.28Z",
        cloth,
      )
    );
  }
  if (figure.pose === "holding") {
    return (
      pen.shape("M-.02 1.2C-.16 1.12 -.2 1.3 -.14 1.4C-.06 1.46 .06 1.42 .1 1.36Z", skin) +
      pen.shape(
        "M.7 .5C.84 .46 .92 .6 .94 .8L1.02 1.6C.98 1.78 .8 1.84 .66 1.74L.04 1.44L.12 1.2L.68 1.42Z",
        cloth,
      )
    );
  }
  return "";
}
