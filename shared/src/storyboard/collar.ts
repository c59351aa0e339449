import type { Figure } from "./figure.ts";
import { mix } from "./ink.ts";
import type { Light } from "./light.ts";
import type { Pen } from "./pen.ts";

/** Neck and collar, drawn over the garment and under the head. */
export function drawNeck(pen: Pen, figure: Figure, light: Light, cloth: string): string {
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
