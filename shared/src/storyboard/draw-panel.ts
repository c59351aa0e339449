import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
  type ShotFraming,
  type ShotSize,
} from "../canvas/node-types/shot.ts";
import { setCamera, type Stage } from "./camera.ts";
import { drawFigure, faceBox, type Figure } from "./figure.ts";
import { num, path, rect } from "./ink.ts";
import { drawInsert, objectIn, wantsPlainGround } from "./insert.ts";
import { bounds, type Kit, type Place } from "./kits/kit.ts";
import { chooseKit, isOutdoors, KITS } from "./kits/registry.ts";
import { lightFor, saysInterior, timeOfDay } from "./light.ts";
import { drawMarks } from "./marks.ts";
import type { Box } from "./arrow-glyphs.ts";
import { drawMovement } from "./movement.ts";
import { FRAME_WIDTH, frameHeight, type PanelCharacter, type PanelInput } from "./panel-input.ts";
import { drawPlan, planFigures } from "./plan-view.ts";
import { seedOf } from "./seed.ts";
import { stage as stageFigures } from "./staging.ts";

export interface Panel {
  svg: string;
  /** What the shot did not say and the drawing assumed, in words of the trade. */
  missing: string[];
}

/** What the geometry tests look at, beside the drawing. */
export interface PanelLayout {
  height: number;
  figures: Figure[];
  faces: Box[];
  arrows: Box[];
}

const DUTCH_DEGREES = 9;
/** More people than this are a crowd that a panel only hints at. */
const MAX_FIGURES = 6;

/** Draws a shot. Pure: the same input gives the same bytes on every machine. */
export function drawPanel(input: PanelInput): Panel {
  const { svg, missing } = layOutPanel(input);
  return { svg, missing };
}

/** The same drawing with its geometry. */
export function layOutPanel(input: PanelInput): Panel & { layout: PanelLayout } {
  const { shot, scene, location } = input;
  const missing: string[] = [];
  const height = frameHeight(input.ratio);
  const words = String(shot.description ?? "")
    .slice(0, 2000)
    .toLowerCase();
  const framing = member(SHOT_FRAMINGS, shot.framing);
  const cast = castOf(input, framing);
  const size = member(SHOT_SIZES, shot.size) ?? noted(missing, "size", usualSize(framing, cast.length));
  const angle = member(SHOT_ANGLES, shot.angle) ?? noted(missing, "angle", "eye");
  const movement = member(SHOT_MOVEMENTS, shot.movement);
  if (shot.movement === undefined) missing.push("movement");
  if (framing === undefined) missing.push("framing");
  const lensMm = usableLens(shot.lensMm);
  if (lensMm === undefined) missing.push("lens");
  if (!scene?.timeOfDay) missing.push("time of day");
  if (!location && !scene?.setName) missing.push("location");

  const { name, chosen } = chooseKit(scene, location);
  if (!chosen && (location || scene?.setName)) missing.push("kind of place");
  const kit: Kit = KITS[name];
  const light = lightFor(timeOfDay(scene), saysInterior(scene, location) ?? !isOutdoors(name));
  const uid = `b${seedOf(JSON.stringify([shot, scene, location, cast, height])).toString(36)}`;
  const seed = seedOf(location?.id ?? scene?.setName ?? name);

  const insert = framing === "insert" ? objectIn(words) : undefined;
  const frameSize: ShotSize = insert ? "MCU" : size;
  const people = insert ? [] : withStandIn(input, framing, size, cast);
  const staging = stageFigures({
    height,
    size: frameSize,
    framing,
    words,
    shotId: shot.id,
    characters: people,
  });
  const camera = setCamera({ height, size: frameSize, angle, lensMm }, staging.subject);
  const overhead = angle === "overhead" && !insert;
  const figures = overhead ? [] : staging.figures;
  const place: Place = { stage: camera, light, uid, heads: headsOf(figures), seed, words };

  let body: string;
  if (overhead) {
    body = drawPlan(place, kit, planFigures(staging.figures, size, height, FRAME_WIDTH));
  } else if (insert) {
    const plain = wantsPlainGround(insert);
    body = (plain ? plainGround(place) : kit.behind(place)) + drawInsert(insert, light, height, words);
  } else {
    const far = size === "EWS" && kit.vista ? kit.vista(place) : kit.behind(place);
    body =
      far +
      figures.map((figure) => drawFigure(figure, light, camera)).join("") +
      (kit.inFront?.(place) ?? "");
  }
  if (angle === "dutch") {
    body = `<g transform="rotate(${-DUTCH_DEGREES} ${num(FRAME_WIDTH / 2)} ${num(height / 2)})">${body}</g>`;
  }
  if (framing === "pov") body += softFrame(uid, height);

  const faces = facesOf(figures, camera, angle === "dutch");
  const mark = drawMovement(movement, height, faces);
  const caption = input.options.marks ? drawMarks(shot, size, height) : "";
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${FRAME_WIDTH} ${height}" width="${FRAME_WIDTH}" height="${height}" overflow="hidden">` +
    `<g stroke-linejoin="round" stroke-linecap="round">${body}${mark.svg}${caption}</g></svg>`;
  return { svg, missing, layout: { height, figures, faces, arrows: mark.boxes } };
}

function member<T extends string>(list: { codes: readonly T[] }, value: T | undefined): T | undefined {
  return value !== undefined && list.codes.includes(value) ? value : undefined;
}

function noted<T>(missing: string[], what: string, assumed: T): T {
  missing.push(what);
  return assumed;
}

function usableLens(lensMm: number | undefined): number | undefined {
  return lensMm !== undefined && Number.isFinite(lensMm) && lensMm > 0 ? lensMm : undefined;
}

function usualSize(framing: ShotFraming | undefined, people: number): ShotSize {
  if (framing === "ots" || framing === "two-shot") return "MS";
  if (framing === "insert") return "CU";
  return people === 0 || people > 2 ? "WS" : "MS";
}

/** Who of the linked characters is in this frame: a point of view has no owner in it, a single has one person. */
function castOf(input: PanelInput, framing: ShotFraming | undefined): PanelCharacter[] {
  const characters = Array.isArray(input.characters) ? input.characters.slice(0, MAX_FIGURES) : [];
  if (framing === "pov") return characters.slice(1);
  if (framing === "single") return characters.slice(0, 1);
  if (framing === "two-shot" || framing === "ots") return characters.slice(0, 2);
  return characters;
}

/** A framing that needs people gets them, unnamed, and a shot of which nothing is known gets one to look at. */
function withStandIn(
  input: PanelInput,
  framing: ShotFraming | undefined,
  size: ShotSize,
  cast: PanelCharacter[],
): PanelCharacter[] {
  const wanted =
    framing === "two-shot" || framing === "ots" ? 2 : framing === "single" ? 1 : framing === "group" ? 3 : 0;
  const far = size === "EWS" || size === "VWS";
  const least = framing === "pov" || far ? 0 : Math.max(wanted, input.shot.size === "WS" ? 0 : 1);
  const people = [...cast];
  while (people.length < least) people.push({ id: `${input.shot.id}/${people.length}`, hat: "none" });
  return people;
}

function headsOf(figures: readonly Figure[]): Place["heads"] {
  return figures.map((figure) => ({
    x: figure.x,
    y: figure.chinY - figure.headUnits / 2,
    radius: figure.headUnits * 0.6,
  }));
}

function facesOf(figures: readonly Figure[], camera: Stage, turned: boolean): Box[] {
  const boxes = figures.flatMap((figure) => {
    const box = faceBox(figure, camera);
    return box ? [box] : [];
  });
  if (!turned) return boxes;
  const sin = 0.1564;
  const cos = 0.9877;
  return boxes.map((box) => {
    const dx = box.x + box.width / 2 - camera.width / 2;
    const dy = box.y + box.height / 2 - camera.height / 2;
    const x = camera.width / 2 + dx * cos + dy * sin;
    const y = camera.height / 2 - dx * sin + dy * cos;
    return {
      x: x - box.width * 0.55,
      y: y - box.height * 0.55,
      width: box.width * 1.1,
      height: box.height * 1.1,
    };
  });
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
