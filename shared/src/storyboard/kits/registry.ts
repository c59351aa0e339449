import type { LocationKit } from "../../canvas/node-types/location.ts";
import type { PanelLocation, PanelScene } from "../panel-input.ts";
import { saysInterior } from "../light.ts";
import { beach } from "./beach.ts";
import { car } from "./car.ts";
import { clockTower } from "./clock-tower.ts";
import { corridor } from "./corridor.ts";
import { deck } from "./deck.ts";
import { exterior } from "./exterior.ts";
import { forest } from "./forest.ts";
import { interior } from "./interior.ts";
import type { Kit } from "./kit.ts";
import { pier } from "./pier.ts";
import { room } from "./room.ts";
import { street } from "./street.ts";
import { wheelhouse } from "./wheelhouse.ts";
import { workshop } from "./workshop.ts";

export const KITS = {
  interior,
  exterior,
  pier,
  deck,
  wheelhouse,
  street,
  forest,
  room,
  "clock-tower": clockTower,
  workshop,
  corridor,
  car,
  beach,
} satisfies Record<LocationKit, Kit>;

/** First match wins, so the narrower words stand first. `inside` limits a word to interiors or exteriors. */
const WORDS: readonly { pattern: RegExp; kit: LocationKit; inside?: boolean }[] = [
  { pattern: /\b(CARS?|TAXI|CAB|TRUCK|VAN|BUS)\b/, kit: "car", inside: true },
  {
    pattern: /\b(CORRIDOR|HALLWAY|HALL|PASSAGE|TUNNEL|WARD|HOSPITAL|SCHOOL|SUBWAY)\b/,
    kit: "corridor",
    inside: true,
  },
  { pattern: /\b(BEACH|SHORE|SHORELINE|COAST|DUNES?|SANDS?)\b/, kit: "beach", inside: false },
  {
    pattern: /\b(WHEELHOUSE|BRIDGE OF THE|COCKPIT|PILOT ?HOUSE|CABIN OF THE (BOAT|FERRY)|HELM)\b/,
    kit: "wheelhouse",
  },
  { pattern: /\b(CLOCK ?TOWER|BELFRY|BELL TOWER|CLOCK LOFT|STEEPLE)\b/, kit: "clock-tower" },
  {
    pattern: /\b(WORKSHOP|CLOCKMAKER|WATCHMAKER|REPAIR|ATELIER|GARAGE|SHOP|STORE|STUDIO|WAREHOUSE)\b/,
    kit: "workshop",
    inside: true,
  },
  { pattern: /\b(DECK|FERRY|SHIP|BOAT|YACHT|TRAWLER)\b/, kit: "deck", inside: false },
  { pattern: /\b(FERRY|SHIP|BOAT|YACHT|TRAWLER)\b/, kit: "wheelhouse", inside: true },
  { pattern: /\b(DECK)\b/, kit: "deck" },
  {
    pattern:
      /\b(STREET|ALLEY|ROAD|AVENUE|LANE|SQUARE|MARKET|PLAZA|TOWN|CITY|BLOCK|COURTYARD|STATION|SHOP|BAR|HOTEL)\b/,
    kit: "street",
    inside: false,
  },
  {
    pattern: /\b(PIER|JETTY|QUAY|DOCK|HARBOU?R|WHARF|MARINA|SEAWALL|PROMENADE)\b/,
    kit: "pier",
    inside: false,
  },
  {
    pattern: /\b(FOREST|WOODS?|GROVE|JUNGLE|THICKET|CLEARING|PARK|GARDEN|ORCHARD)\b/,
    kit: "forest",
    inside: false,
  },
  {
    pattern:
      /\b(KITCHEN|BEDROOM|LIVING|APARTMENT|FLAT|HOUSE|HOME|ROOM|STUDY|OFFICE|HOTEL|CAFE|CAFÉ|BAR|KNEIPE|PARLOU?R|ATTIC|DINER)\b/,
    kit: "room",
    inside: true,
  },
  { pattern: /\b(ROOM|KITCHEN|BEDROOM|OFFICE)\b/, kit: "room" },
];

/** The location's own kit, else by the words of its name or the scene's set, else the generic of INT or EXT. */
export function chooseKit(
  scene: PanelScene | undefined,
  location: PanelLocation | undefined,
): { name: LocationKit; chosen: boolean } {
  const set = location?.kit;
  if (set !== undefined && Object.hasOwn(KITS, set)) return { name: set, chosen: true };
  const inside = saysInterior(scene, location);
  // The set's last words are the narrower place ("FERRY - DECK"), so it is read before the location's name.
  for (const text of [scene?.setName, location?.name]) {
    const words = String(text ?? "")
      .slice(0, 300)
      .toUpperCase();
    for (const part of words.split(/ [-–—/] /).reverse()) {
      for (const { pattern, kit, inside: wants } of WORDS) {
        if (wants !== undefined && inside !== undefined && wants !== inside) continue;
        if (pattern.test(part)) return { name: kit, chosen: true };
      }
    }
  }
  return { name: inside ? "interior" : "exterior", chosen: false };
}

const OUTDOORS: readonly LocationKit[] = ["exterior", "pier", "deck", "street", "forest", "beach"];

export function isOutdoors(kit: LocationKit): boolean {
  return OUTDOORS.includes(kit);
}
