import type { Figure } from "./figure.ts";
import { mix } from "./ink.ts";
import type { Light } from "./light.ts";
import type { Pen } from "./pen.ts";

/** A small thing in the hand at (x, y), in heads; nothing when the words name none that would be seen. */
export function drawHeldThing(pen: Pen, figure: Figure, light: Light, x: number, y: number): string {
  const paper = mix(light.glow, light.skin.light, 0.35);
  const at = (d: string): string =>
    d.replace(
      /(-?[\d.]+) (-?[\d.]+)/g,
      (_pair, dx: string, dy: string) => `${round(x + Number(dx))} ${round(y + Number(dy))}`,
    );
  switch (figure.holds) {
    case "letter":
    case "photo":
      return pen.shape(at("M-.2 .04L.16 -.06L.24 .38L-.12 .46Z"), paper);
    case "book":
      return (
        pen.shape(at("M-.24 0L.2 -.04L.22 .44L-.22 .46Z"), light.dark) +
        pen.stroke(at("M.12 .02L.14 .4"), paper, 0.03)
      );
    case "phone":
      return (
        pen.shape(at("M-.08 -.1L.12 -.1L.12 .34L-.08 .34Z"), light.ink) +
        pen.shape(at("M-.05 -.04L.09 -.04L.09 .24L-.05 .24Z"), light.glow, 0)
      );
    case "cup":
      return pen.shape(at("M-.12 -.02L.14 -.02L.1 .28L-.08 .28Z"), paper);
    case "bottle":
      return pen.shape(
        at("M-.05 -.4L.05 -.4L.05 -.2L.11 -.08L.11 .36L-.11 .36L-.11 -.08L-.05 -.2Z"),
        mix(light.dark, light.glow, 0.3),
      );
    case "lantern":
      return (
        pen.stroke(at("M0 -.02L0 .12"), light.ink, 0.03) +
        pen.shape(at("M-.14 .14L.14 .14L.18 .56L-.18 .56Z"), light.glow)
      );
    case "gun":
      return pen.shape(
        at("M-.06 -.04L.46 -.04L.46 .08L.1 .1L.06 .3L-.08 .3Z"),
        mix(light.dark, light.ink, 0.6),
      );
    case "knife":
      return pen.shape(at("M.06 .08L.62 -.02L.1 .2Z"), mix(light.far, light.glow, 0.4));
    case "key":
      return pen.dot(x, y + 0.08, 0.08, paper) + pen.stroke(at("M.06 .1L.36 .1L.36 .18"), light.ink, 0.05);
    default:
      return "";
  }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
