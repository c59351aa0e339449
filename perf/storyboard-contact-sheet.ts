// Writes one PNG with the sample board's frames, the portraits and a grid of sizes × places, to be looked at by eye
// beside the design: `node perf/storyboard-contact-sheet.ts sheet.png [columns]`.
import { writeFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { LOCATION_KITS } from "@backlot/shared/canvas/node-types/location";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import { drawPlace } from "@backlot/shared/storyboard/draw-place";
import { drawPortrait } from "@backlot/shared/storyboard/draw-portrait";
import type {
  PanelCharacter,
  PanelInput,
  PanelLocation,
  PanelScene,
  PanelShot,
} from "@backlot/shared/storyboard/panel-input";

const INES: PanelCharacter = {
  id: "ines",
  name: "INES",
  build: "average",
  hair: "bun",
  hairTone: "light",
  hat: "none",
  clothing: "coat",
  clothingTone: "dark",
  skinTone: "light",
};
const TOMAS: PanelCharacter = {
  id: "tomas",
  name: "TOMAS",
  build: "average",
  hair: "short",
  hairTone: "dark",
  hat: "beanie",
  clothing: "coat",
  clothingTone: "medium",
  skinTone: "light",
};
const WREN: PanelCharacter = {
  id: "wren",
  name: "WREN",
  build: "small",
  hair: "long",
  hairTone: "light",
  hat: "none",
  clothing: "coat",
  clothingTone: "light",
  skinTone: "light",
};
const HALE: PanelCharacter = {
  id: "hale",
  name: "HALE",
  build: "broad",
  hair: "bald",
  hairTone: "dark",
  hat: "cap",
  clothing: "uniform",
  clothingTone: "dark",
  skinTone: "light",
};

const PIER: PanelLocation = { id: "pier", name: "PIER 4" };
const FERRY: PanelLocation = { id: "ferry", name: "FERRY" };
const TOWER: PanelLocation = { id: "tower", name: "CLOCK TOWER" };
const SHOP: PanelLocation = { id: "workshop", name: "WORKSHOP" };

const HARBOUR_DAWN: PanelScene = { interiorExterior: "EXT", timeOfDay: "DAWN", setName: "PIER 4" };
const TOWER_DAWN: PanelScene = { interiorExterior: "INT", timeOfDay: "DAWN", setName: "CLOCK TOWER" };
const SHOP_DAY: PanelScene = { interiorExterior: "INT", timeOfDay: "DAY", setName: "WORKSHOP" };
const PIER_DAY: PanelScene = { interiorExterior: "EXT", timeOfDay: "DAY", setName: "PIER 4" };
const PIER_DUSK: PanelScene = { interiorExterior: "EXT", timeOfDay: "DUSK", setName: "PIER 4" };
const WHEELHOUSE_NIGHT: PanelScene = { interiorExterior: "INT", timeOfDay: "NIGHT", setName: "WHEELHOUSE" };
const DECK_NIGHT: PanelScene = { interiorExterior: "EXT", timeOfDay: "NIGHT", setName: "FERRY DECK" };
const TOWER_NIGHT: PanelScene = { interiorExterior: "INT", timeOfDay: "NIGHT", setName: "CLOCK TOWER" };

type Row = [Partial<PanelShot> & { number: string }, PanelScene, PanelLocation, PanelCharacter[]];

const BOARD: Row[] = [
  [{ number: "1A", size: "EWS", movement: "static", lensMm: 24 }, HARBOUR_DAWN, PIER, []],
  [
    { number: "1B", size: "WS", movement: "tilt-up", lensMm: 28, framing: "single" },
    TOWER_DAWN,
    TOWER,
    [INES],
  ],
  [{ number: "2A", size: "MS", movement: "static", framing: "single" }, TOWER_DAWN, TOWER, [INES]],
  [{ number: "2B", framing: "insert", size: "CU", description: "A gear is fitted." }, SHOP_DAY, SHOP, [INES]],
  [
    { number: "3A", size: "WS", movement: "pan-left", description: "Tomas walks up the pier." },
    PIER_DAY,
    PIER,
    [TOMAS],
  ],
  [{ number: "3B", size: "MS", framing: "two-shot", movement: "static" }, PIER_DAY, PIER, [TOMAS, WREN]],
  [{ number: "4A", size: "WS", movement: "dolly-in" }, SHOP_DAY, SHOP, [INES]],
  [
    { number: "4B", size: "MS", framing: "ots", description: "Over Ines: Wren at the shelf" },
    SHOP_DAY,
    SHOP,
    [WREN, INES],
  ],
  [
    {
      number: "5A",
      size: "WS",
      movement: "truck-right",
      lensMm: 35,
      description: "Ines and Wren hurry to the last ferry.",
    },
    PIER_DUSK,
    PIER,
    [INES, WREN],
  ],
  [
    {
      number: "5B",
      size: "MS",
      movement: "static",
      lensMm: 50,
      framing: "two-shot",
      description: "Ines hands him the wheel. Hale holds the gate.",
    },
    PIER_DUSK,
    PIER,
    [INES, HALE],
  ],
  [{ number: "5C", size: "CU", movement: "rack-focus", lensMm: 85 }, PIER_DUSK, PIER, [HALE]],
  [{ number: "6A", size: "WS", movement: "static", lensMm: 24 }, WHEELHOUSE_NIGHT, FERRY, [TOMAS]],
  [
    { number: "6B", size: "MS", movement: "dolly-in", lensMm: 35, framing: "two-shot" },
    WHEELHOUSE_NIGHT,
    FERRY,
    [INES, TOMAS],
  ],
  [
    {
      number: "6C",
      size: "MS",
      movement: "static",
      lensMm: 65,
      framing: "ots",
      description: "Over Tomas: Ines, half in the light.",
    },
    WHEELHOUSE_NIGHT,
    FERRY,
    [INES, TOMAS],
  ],
  [{ number: "6D", size: "CU", movement: "handheld", lensMm: 85 }, WHEELHOUSE_NIGHT, FERRY, [TOMAS]],
  [{ number: "7A", size: "WS", movement: "static", lensMm: 35 }, DECK_NIGHT, FERRY, [WREN]],
  [{ number: "7B", size: "MCU", movement: "truck-right" }, DECK_NIGHT, FERRY, [WREN]],
  [{ number: "7C", size: "EWS", movement: "zoom-in", lensMm: 135 }, DECK_NIGHT, FERRY, []],
  [{ number: "8A", size: "WS", movement: "crane-up", lensMm: 24 }, TOWER_NIGHT, TOWER, [INES, WREN]],
  [{ number: "8B", size: "CU", movement: "static", lensMm: 85 }, TOWER_NIGHT, TOWER, [INES]],
  [
    { number: "8C", size: "ECU", framing: "insert", description: "Ten past four becomes eleven past." },
    TOWER_NIGHT,
    TOWER,
    [],
  ],
];

interface Tile {
  svg: string;
  label: string;
  width: number;
  height: number;
}

const FONT = {
  loadSystemFonts: false,
  fontFiles: [new URL("../job-worker/assets/fonts/Inter-SemiBold.otf", import.meta.url).pathname],
  defaultFontFamily: "Inter",
};
const TILE = { width: 288, height: 144 };

function panel(label: string, input: PanelInput): Tile {
  return { svg: drawPanel(input).svg, label, ...TILE };
}

function board(): Tile[] {
  return BOARD.map(([shot, scene, location, characters]) =>
    panel(`${shot.number} ${shot.size ?? ""}`, {
      ratio: { width: 2, height: 1 },
      shot: { id: `shot-${shot.number}`, angle: "eye", ...shot },
      scene,
      location,
      characters,
      options: {},
    }),
  );
}

function people(): Tile[] {
  const named = [INES, TOMAS, WREN, HALE];
  const derived = Array.from({ length: 14 }, (_, at) => ({ id: `character-${at}` }));
  return [...named, ...derived].map((character) => ({
    svg: drawPortrait(character, 144),
    label: character.id,
    width: 144,
    height: 144,
  }));
}

const SIZES = ["EWS", "VWS", "WS", "MWS", "MS", "MCU", "CU", "BCU", "ECU"] as const;
const TIMES = ["DAY", "NIGHT", "DUSK", "DAWN"];

function sizesByKit(): Tile[] {
  return LOCATION_KITS.codes.flatMap((kit, row) =>
    SIZES.map((size) =>
      panel(`${kit} ${size}`, {
        ratio: { width: 2, height: 1 },
        shot: { id: `${kit}-${size}`, size, angle: "eye", movement: "static" },
        scene: { timeOfDay: TIMES[row % TIMES.length] },
        location: { id: kit, kit },
        characters: [{ id: `person-${row}-${size}` }],
        options: {},
      }),
    ),
  );
}

function angles(): Tile[] {
  return (["high", "low", "overhead", "worm", "dutch", "shoulder", "hip", "ground"] as const).flatMap(
    (angle, row) =>
      (["WS", "MS", "CU"] as const).map((size) =>
        panel(`${angle} ${size}`, {
          ratio: { width: 2, height: 1 },
          shot: { id: `${angle}-${size}`, size, angle, framing: size === "MS" ? "two-shot" : "single" },
          scene: { timeOfDay: TIMES[row % 4] },
          location: { id: angle, kit: (["pier", "street", "room", "forest"] as const)[row % 4] },
          characters: [TOMAS, INES],
          options: {},
        }),
      ),
  );
}

function movements(): Tile[] {
  const codes = [
    "pan-left",
    "pan-right",
    "tilt-up",
    "tilt-down",
    "roll",
    "dolly-in",
    "dolly-out",
    "truck-left",
    "truck-right",
    "pedestal-up",
    "pedestal-down",
    "crane-up",
    "crane-down",
    "handheld",
    "steadicam",
    "zoom-in",
    "zoom-out",
    "rack-focus",
    "whip-pan",
    "arc",
    "drone",
  ] as const;
  return codes.map((movement, at) =>
    panel(movement, {
      ratio: { width: 2, height: 1 },
      shot: { id: movement, size: (["WS", "MS", "CU"] as const)[at % 3], angle: "eye", movement },
      scene: { timeOfDay: "DAY" },
      location: { id: movement, kit: (["street", "room", "exterior"] as const)[at % 3] },
      characters: [{ id: `walker-${at}` }],
      options: { marks: at % 7 === 0 },
    }),
  );
}

function inserts(): Tile[] {
  return [
    "a key",
    "the letter",
    "her phone",
    "a book",
    "a cup of tea",
    "the bell",
    "a lantern",
    "nothing we know",
  ].map((description, at) =>
    panel(description, {
      ratio: { width: 2, height: 1 },
      shot: { id: description, framing: "insert", description },
      scene: { timeOfDay: TIMES[at % 4], interiorExterior: "INT" },
      location: { id: "l", kit: "room" },
      characters: [],
      options: {},
    }),
  );
}

function places(): Tile[] {
  return LOCATION_KITS.codes.map((kit, at) => ({
    svg: drawPlace({ id: kit, kit }, { timeOfDay: TIMES[at % 4] }),
    label: kit,
    width: 192,
    height: 144,
  }));
}

function sheet(groups: Tile[][], columns: number, scale: number): string {
  const gap = 10;
  const label = 18;
  const width = gap + columns * (TILE.width + gap);
  let y = gap;
  let body = "";
  for (const tiles of groups) {
    let x = gap;
    let tallest = 0;
    for (const tile of tiles) {
      if (x + tile.width > width) {
        x = gap;
        y += tallest + label + gap;
        tallest = 0;
      }
      const data = new Resvg(tile.svg, {
        fitTo: { mode: "width", value: Math.round(tile.width * scale * 2) },
        font: FONT,
      })
        .render()
        .asPng()
        .toString("base64");
      body += `<image x="${x}" y="${y}" width="${tile.width}" height="${tile.height}" href="data:image/png;base64,${data}"/>`;
      body += `<text x="${x}" y="${y + tile.height + 13}" font-family="Inter" font-size="11" fill="#dddddd">${tile.label}</text>`;
      x += tile.width + gap;
      tallest = Math.max(tallest, tile.height);
    }
    y += tallest + label + gap * 2;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}"><rect width="${width}" height="${y}" fill="#121314"/>${body}</svg>`;
}

const [target, which = "board,people,kits,angles,movements,inserts,places", zoom = "1"] =
  process.argv.slice(2);
if (!target) throw new Error("usage: node perf/storyboard-contact-sheet.ts <file.png> [groups] [zoom]");
const groups: Record<string, () => Tile[]> = {
  board,
  people,
  kits: sizesByKit,
  angles,
  movements,
  inserts,
  places,
};
const chosen = which.split(",").map((name) => groups[name]?.() ?? []);
const columns = which === "kits" ? 9 : 5;
const image = new Resvg(sheet(chosen, columns, Number(zoom)), {
  fitTo: { mode: "zoom", value: Number(zoom) },
  font: FONT,
}).render();
writeFileSync(target, image.asPng());
