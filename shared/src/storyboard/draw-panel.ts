import { drawAmbient } from "./ambient.ts";
import { drawFigure, type Figure } from "./figure.ts";
import { num, path, rect } from "./ink.ts";
import { drawInsert } from "./insert.ts";
import { wantsPlainGround } from "./insert-nouns.ts";
import { bounds, freeSide, type Place } from "./kits/kit.ts";
import { lightFor } from "./light.ts";
import { drawMarks } from "./marks.ts";
import { FRAME_WIDTH, type PanelInput } from "./panel-input.ts";
import { DUTCH_DEGREES, planPanel, type PanelPlan } from "./plan-panel.ts";
import { drawPlan, planFigures } from "./plan-view.ts";
import { seedOf } from "./seed.ts";

export interface Panel {
  svg: string;
  /** What the shot did not say and the drawing assumed, in words of the trade. */
  missing: string[];
}

/** Draws a shot. Pure: the same input gives the same bytes on every machine. */
export function drawPanel(input: PanelInput): Panel {
  const plan = planPanel(input);
  const { height } = plan;
  const place = placeOf(input, plan);
  let body = drawBody(plan, place);
  if (plan.angle === "dutch") {
    body = `<g transform="rotate(${-DUTCH_DEGREES} ${num(FRAME_WIDTH / 2)} ${num(height / 2)})">${body}</g>`;
  }
  if (plan.framing === "pov") body += softFrame(place.uid, height);
  const marks = drawMarks(input, plan.size, height);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME_WIDTH} ${height}" width="${FRAME_WIDTH}" height="${height}" overflow="hidden">` +
    `<g stroke-linejoin="round" stroke-linecap="round">${body}${marks}${plan.steps.svg}${plan.movement.svg}</g></svg>`;
  return { svg, missing: plan.missing };
}

function placeOf(input: PanelInput, plan: PanelPlan): Place {
  const { shot, scene, location } = input;
  const { camera, cast, figures, kitName } = plan;
  const ids = JSON.stringify([shot, scene, location, cast.map(({ look }) => look), plan.height]);
  const seed = seedOf(location?.id ?? scene?.setName ?? kitName);
  const heads = headsOf(figures);
  const from = freeSide({ heads, stage: camera, seed });
  const light = lightFor(plan.time, plan.inside, { from, print: input.options.print === true });
  return { stage: camera, light, uid: `b${seedOf(ids).toString(36)}`, heads, seed, words: plan.words };
}

function drawBody(plan: PanelPlan, place: Place): string {
  const { kit, insert, height, figures, size } = plan;
  const { light, stage } = place;
  if (insert) {
    const ground = wantsPlainGround(insert) ? plainGround(place) : kit.behind(place);
    return ground + drawAmbient(place) + drawInsert(insert, light, height, plan.words);
  }
  if (plan.angle === "overhead")
    return drawPlan(place, kit, planFigures(plan.cast, size, height, FRAME_WIDTH)) + drawAmbient(place);
  const far = size === "EWS" && kit.vista ? kit.vista(place) : kit.behind(place);
  return (
    far +
    drawAmbient(place) +
    figures.map((figure) => drawFigure(figure, light, stage)).join("") +
    (kit.inFront?.(place) ?? "")
  );
}

function headsOf(figures: readonly Figure[]): Place["heads"] {
  return figures.map((figure) => ({
    x: figure.x,
    y: figure.chinY - figure.headUnits / 2,
    radius: figure.headUnits * 0.6,
  }));
}

function plainGround(place: Place): string {
  const area = bounds(place.stage);
  return rect(area.left, area.top, area.width, area.bottom - area.top, { fill: place.light.wall });
}

function softFrame(uid: string, height: number): string {
  const w = FRAME_WIDTH;
  return (
    `<radialGradient id="${uid}v" gradientUnits="userSpaceOnUse" cx="0" cy="0" r="1" gradientTransform="translate(${w / 2} ${num(height / 2)}) scale(${num(w * 0.62)} ${num(height * 0.66)})">` +
    `<stop offset="0.62" stop-color="#0b0d10" stop-opacity="0"/><stop offset="1" stop-color="#0b0d10" stop-opacity="0.72"/></radialGradient>` +
    path(`M0 0H${w}V${num(height)}H0Z`, { fill: `url(#${uid}v)` })
  );
}
