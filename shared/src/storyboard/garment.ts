import type { Figure } from "./figure.ts";
import { mix } from "./ink.ts";
import type { Light } from "./light.ts";
import type { Look } from "./look.ts";
import type { Pen } from "./pen.ts";

export const HEM: Record<Look["clothing"], number> = {
  coat: 3.28,
  jacket: 2.42,
  shirt: 2.3,
  sweater: 2.34,
  dress: 3.7,
  uniform: 2.5,
};
export const FLARE: Record<Look["clothing"], number> = {
  coat: 0.7,
  jacket: 0.64,
  shirt: 0.62,
  sweater: 0.64,
  dress: 0.92,
  uniform: 0.64,
};

/** Seams, buttons, pockets and belts: what tells one garment from another. */
export function drawGarment(
  pen: Pen,
  figure: Figure,
  light: Light,
  cut: { cloth: string; hem: number; flare: number; fold: number },
): string {
  const { cloth, hem, flare, fold } = cut;
  const { clothing } = figure.look;
  const seam = pen.stroke(`M0 ${figure.view === "back" ? 0.2 : 0.5}L0 ${hem}`, light.ink, fold);
  const darker = mix(cloth, light.ink, 0.35);
  if (figure.view === "back") return clothing === "sweater" ? "" : seam;
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
        pen.stroke(`M-.3 1.7L-.4 ${hem - 0.1}M.3 1.7L.4 ${hem - 0.1}`, light.ink, fold * 0.7)
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
