import { drawFigure, GIRTH } from "./figure.ts";
import { circle, rect } from "./ink.ts";
import { lightFor } from "./light.ts";
import { lookOf } from "./look.ts";
import type { PanelCharacter } from "./panel-input.ts";

/** Head and shoulders on a warm ground, square. Runs in the browser too. */
export function drawPortrait(character: PanelCharacter, sizePx: number): string {
  const size = Number.isFinite(sizePx) ? Math.max(8, Math.min(2048, Math.round(sizePx))) : 96;
  const look = lookOf(character);
  const light = { ...lightFor("day", true), ink: "#1b1c1f" };
  light.skin = { light: "#cdc2b4", medium: "#b09d8c", dark: "#7d6a5e" };
  const figure = {
    x: 100,
    chinY: 138,
    headUnits: 100,
    facing: 1 as const,
    girth: GIRTH[look.build],
    look,
    view: "three-quarter" as const,
    pose: "standing" as const,
  };
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="${size}" height="${size}" overflow="hidden">` +
    `<g stroke-linejoin="round" stroke-linecap="round">` +
    rect(0, 0, 200, 200, { fill: "#5f5a53" }) +
    circle(140, 80, 96, { fill: "#6a645b" }) +
    `${drawFigure(figure, light, undefined)}</g></svg>`
  );
}
