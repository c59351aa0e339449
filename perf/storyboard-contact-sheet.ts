// Writes one PNG of storyboard frames, to be looked at by eye beside the design:
// `node perf/storyboard-contact-sheet.ts sheet.png [groups] [zoom]`. Groups are the keys of GROUPS below.
import { writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { LOCATION_KITS } from "@backlot/shared/canvas/node-types/location";
import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
} from "@backlot/shared/canvas/node-types/shot";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import { drawPlace } from "@backlot/shared/storyboard/draw-place";
import { drawPortrait } from "@backlot/shared/storyboard/draw-portrait";
import type { PanelInput, PanelShot } from "@backlot/shared/storyboard/panel-input";
import { BOARD, HALE, INES, TOMAS, WREN } from "./storyboard-sample-board.ts";

interface Tile {
  svg: string;
  label: string;
  width: number;
  height: number;
}

interface Group {
  columns: number;
  tiles: () => Tile[];
}

const HEIGHT = 144;
const TIMES = ["DAY", "NIGHT", "DUSK", "DAWN"];
const WIDE = { width: 2, height: 1 };
const KITS_UNDER_TEST = [
  "pier",
  "street",
  "room",
  "forest",
  "office",
  "church",
  "kitchen",
  "field",
  "bar",
] as const;

function panel(label: string, input: Partial<PanelInput> & { shot: PanelShot }): Tile {
  const whole = { ratio: WIDE, characters: [], options: {}, ...input };
  const width = Math.round((HEIGHT * whole.ratio.width) / whole.ratio.height);
  return { svg: drawPanel(whole).svg, label, width, height: HEIGHT };
}

const board = (): Tile[] =>
  BOARD.map(([shot, scene, location, characters]) =>
    panel(`${shot.number} ${shot.size ?? ""}`, {
      shot: { id: `shot-${shot.number}`, angle: "eye", ...shot },
      scene,
      location,
      characters,
    }),
  );

const people = (): Tile[] =>
  [INES, TOMAS, WREN, HALE, ...Array.from({ length: 14 }, (_, at) => ({ id: `character-${at}` }))].map(
    (character) => ({
      svg: drawPortrait(character, HEIGHT),
      label: character.id,
      width: HEIGHT,
      height: HEIGHT,
    }),
  );

const kitsBySize = (): Tile[] =>
  LOCATION_KITS.codes.flatMap((kit, row) =>
    SHOT_SIZES.codes.map((size) =>
      panel(`${kit} ${size}`, {
        shot: { id: `${kit}-${size}`, size, angle: "eye", movement: "static" },
        scene: { timeOfDay: TIMES[row % TIMES.length] ?? "DAY" },
        location: { id: kit, kit },
        characters: [{ id: `person-${row}-${size}` }],
      }),
    ),
  );

const kitsByTime = (): Tile[] =>
  LOCATION_KITS.codes.flatMap((kit) =>
    (["INT", "EXT"] as const).flatMap((interiorExterior) =>
      TIMES.map((timeOfDay) =>
        panel(`${interiorExterior} ${kit} ${timeOfDay}`, {
          shot: { id: `${kit}-${timeOfDay}`, size: "WS", angle: "eye" },
          scene: { timeOfDay, interiorExterior },
          location: { id: kit, kit },
          characters: [TOMAS],
        }),
      ),
    ),
  );

const sizesByAngle = (): Tile[] =>
  SHOT_ANGLES.codes.flatMap((angle, row) =>
    SHOT_SIZES.codes.map((size, column) =>
      panel(`${angle} ${size}`, {
        shot: { id: `${angle}-${size}`, size, angle },
        scene: { timeOfDay: TIMES[(row + column) % 4] ?? "DAY" },
        location: { id: angle, kit: KITS_UNDER_TEST[(row + column) % KITS_UNDER_TEST.length] ?? "pier" },
        characters: column % 3 === 0 ? [TOMAS, INES] : [WREN],
      }),
    ),
  );

const movements = (): Tile[] =>
  SHOT_MOVEMENTS.codes.map((movement, at) =>
    panel(movement, {
      shot: { id: movement, size: (["WS", "MS", "CU"] as const)[at % 3] ?? "WS", angle: "eye", movement },
      scene: { timeOfDay: "DAY" },
      location: { id: movement, kit: (["street", "room", "exterior"] as const)[at % 3] ?? "street" },
      characters: [{ id: `walker-${at}` }],
      options: { marks: at % 7 === 0 },
    }),
  );

const framings = (): Tile[] =>
  SHOT_FRAMINGS.codes.flatMap((framing, row) =>
    (["WS", "MS", "MCU", "CU", "BCU"] as const).map((size, column) =>
      panel(`${framing} ${size}`, {
        shot: { id: `${framing}-${size}`, size, framing, angle: "eye", description: "a letter" },
        scene: { timeOfDay: TIMES[column % 4] ?? "DAY" },
        location: { id: framing, kit: KITS_UNDER_TEST[(row + column) % KITS_UNDER_TEST.length] ?? "pier" },
        characters: [TOMAS, INES, WREN, HALE],
      }),
    ),
  );

const WORDS = [
  "He stands.",
  "He walks to the door.",
  "He sits and waits.",
  "He holds the letter.",
  "In profile.",
  "Walks in profile.",
  "He sits, in profile.",
  "Seen from behind.",
  "Walks away, from behind.",
  "He faces us.",
  "He reads a book.",
  "He holds up a lantern.",
];

const poses = (): Tile[] =>
  WORDS.flatMap((description, row) =>
    (["WS", "MWS", "MS", "CU"] as const).map((size) =>
      panel(`${description} ${size}`, {
        shot: { id: `${row % 2}`, size, angle: "eye", description },
        scene: { timeOfDay: TIMES[row % 4] ?? "DAY", interiorExterior: row % 2 === 0 ? "INT" : "EXT" },
        location: { id: description, kit: row % 2 === 0 ? "room" : "street" },
        characters: [[INES, TOMAS, HALE, WREN][row % 4] ?? INES],
      }),
    ),
  );

const RATIOS = [
  { width: 9, height: 16 },
  { width: 4, height: 5 },
  { width: 1, height: 1 },
  { width: 4, height: 3 },
  { width: 16, height: 9 },
  { width: 239, height: 100 },
];

const ratios = (): Tile[] =>
  (["two-shot", "single", "ots", "group"] as const).flatMap((framing, row) =>
    RATIOS.map((ratio, column) =>
      panel(`${framing} ${ratio.width}:${ratio.height}`, {
        ratio,
        shot: {
          id: `${framing}${column}`,
          framing,
          size: (["WS", "MS", "CU"] as const)[(row + column) % 3] ?? "WS",
          angle: "eye",
          movement: SHOT_MOVEMENTS.codes[(row * 7 + column * 3) % SHOT_MOVEMENTS.codes.length] ?? "static",
        },
        scene: { timeOfDay: TIMES[column % 4] ?? "DAY" },
        location: { id: framing, kit: KITS_UNDER_TEST[(row + column) % KITS_UNDER_TEST.length] ?? "pier" },
        characters: [TOMAS, INES, WREN],
      }),
    ),
  );

const THINGS = [
  "a key",
  "the letter",
  "her phone",
  "a book",
  "a cup of tea",
  "the bell",
  "a lantern",
  "a photograph",
  "the bottle",
  "a gun",
  "a knife",
  "the ring",
  "the door handle",
  "gears",
  "ten past four",
  "nothing we know",
];

const inserts = (): Tile[] =>
  THINGS.map((description, at) =>
    panel(description, {
      shot: { id: description, framing: "insert", description },
      scene: { timeOfDay: TIMES[at % 4] ?? "DAY", interiorExterior: "INT" },
      location: { id: "l", kit: "room" },
    }),
  );

const lenses = (): Tile[] =>
  (["street", "room", "corridor", "field"] as const).flatMap((kit) =>
    [14, 24, 35, 85, 135].map((lensMm) =>
      panel(`${kit} ${lensMm} mm`, {
        shot: { id: "lens", size: "MS", angle: "eye", lensMm },
        scene: { timeOfDay: "DAY" },
        location: { id: kit, kit },
        characters: [WREN],
      }),
    ),
  );

const options = (): Tile[] =>
  [
    { marks: true },
    { guideRatio: "1:1" as const },
    { guideRatio: "9:16" as const },
    { guideRatio: "2.39" as const, marks: true },
    { print: true, marks: true },
    { print: true },
  ].map((chosen, at) =>
    panel(JSON.stringify(chosen).replaceAll('"', ""), {
      shot: { id: "o", number: "12A", size: "MS", framing: "two-shot", movement: "dolly-in" },
      scene: { timeOfDay: at === 5 ? "NIGHT" : "DUSK" },
      location: { id: "pier", kit: "pier" },
      characters: [INES, TOMAS],
      options: chosen,
    }),
  );

const places = (): Tile[] =>
  LOCATION_KITS.codes.map((kit, at) => ({
    svg: drawPlace({ id: kit, kit }, { timeOfDay: TIMES[at % 4] ?? "DAY" }),
    label: kit,
    width: 192,
    height: HEIGHT,
  }));

const GROUPS: Record<string, Group> = {
  board: { columns: 5, tiles: board },
  people: { columns: 5, tiles: people },
  places: { columns: 5, tiles: places },
  kitsByTime: { columns: 8, tiles: kitsByTime },
  kitsBySize: { columns: 9, tiles: kitsBySize },
  sizesByAngle: { columns: 9, tiles: sizesByAngle },
  movements: { columns: 6, tiles: movements },
  framings: { columns: 5, tiles: framings },
  poses: { columns: 8, tiles: poses },
  ratios: { columns: 5, tiles: ratios },
  lenses: { columns: 5, tiles: lenses },
  inserts: { columns: 5, tiles: inserts },
  options: { columns: 6, tiles: options },
};

const FONT = {
  loadSystemFonts: false,
  fontFiles: [new URL("../job-worker/assets/fonts/Inter-SemiBold.otf", import.meta.url).pathname],
  defaultFontFamily: "Inter",
};

function sheet(groups: Tile[][], columns: number, scale: number): string {
  const gap = 10;
  const label = 18;
  const width = gap + columns * (HEIGHT * 2 + gap);
  let y = gap;
  let body = "";
  for (const tiles of groups) {
    let x = gap;
    for (const tile of tiles) {
      if (x + tile.width > width) {
        x = gap;
        y += HEIGHT + label + gap;
      }
      const data = new Resvg(tile.svg, {
        fitTo: { mode: "width", value: Math.round(tile.width * scale * 1.5) },
        font: FONT,
      })
        .render()
        .asPng()
        .toString("base64");
      body += `<image x="${x}" y="${y}" width="${tile.width}" height="${tile.height}" href="data:image/png;base64,${data}"/>`;
      body += `<text x="${x}" y="${y + tile.height + 13}" font-family="Inter" font-size="11" fill="#dddddd">${tile.label}</text>`;
      x += tile.width + gap;
    }
    y += HEIGHT + label + gap * 2;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}"><rect width="${width}" height="${y}" fill="#121314"/>${body}</svg>`;
}

const [target, which = Object.keys(GROUPS).join(","), zoom = "1"] = process.argv.slice(2);
if (!target) throw new Error("usage: node perf/storyboard-contact-sheet.ts <file.png> [groups] [zoom]");
const chosen = which.split(",").flatMap((name) => GROUPS[name] ?? []);
const columns = Math.max(...chosen.map((group) => group.columns));
const image = new Resvg(
  sheet(
    chosen.map((group) => group.tiles()),
    columns,
    Number(zoom),
  ),
  { fitTo: { mode: "zoom", value: Number(zoom) }, font: FONT },
).render();
writeFileSync(target, image.asPng());
