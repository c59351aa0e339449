// The board of the design's target picture, shot by shot.
import type {
  PanelCharacter,
  PanelLocation,
  PanelScene,
  PanelShot,
} from "@backlot/shared/storyboard/panel-input";

export const INES: PanelCharacter = {
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
export const TOMAS: PanelCharacter = {
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
export const WREN: PanelCharacter = {
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
export const HALE: PanelCharacter = {
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

/** Shot, scene, place, cast. */
type Row = [Partial<PanelShot> & { number: string }, PanelScene, PanelLocation, PanelCharacter[]];

export const BOARD: Row[] = [
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
