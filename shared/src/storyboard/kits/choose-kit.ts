import { LOCATION_KITS, type LocationKit } from "../../canvas/node-types/location.ts";
import { saysInterior } from "../light.ts";
import type { PanelLocation, PanelScene } from "../panel-input.ts";

/** First match wins, so the narrower words stand first. `inside` limits a word to interiors or exteriors. */
const WORDS: readonly { pattern: RegExp; kit: LocationKit; inside?: boolean }[] = [
  {
    pattern: /\b(WHEELHOUSE|BRIDGE OF THE|COCKPIT|PILOT ?HOUSE|CABIN OF THE (BOAT|FERRY)|HELM)\b/,
    kit: "wheelhouse",
  },
  { pattern: /\b(CLOCK ?TOWER|BELFRY|BELL TOWER|CLOCK LOFT)\b/, kit: "clock-tower" },
  { pattern: /\b(ROOF ?TOPS?|ROOFS?|ROOF TERRACE|HELIPAD)\b/, kit: "rooftop" },
  { pattern: /\b(STAIRS?|STAIRCASE|STAIRWELL|STAIRWAY|LANDING)\b/, kit: "stair", inside: true },
  { pattern: /\b(CORRIDOR|HALLWAY|PASSAGE(WAY)?|TUNNEL|HALL)\b/, kit: "corridor", inside: true },
  { pattern: /\b(TRAIN|CARRIAGE|COMPARTMENT|METRO CAR|SUBWAY CAR|TRAM|RAILCAR)\b(?! STATION)/, kit: "train" },
  {
    pattern:
      /\b(STATION|PLATFORM|TERMINAL|SUBWAY|METRO|DEPOT)\b(?<!POLICE STATION)(?<!GAS STATION)(?<!FIRE STATION)/,
    kit: "station",
  },
  { pattern: /\b(CARS?|TAXI|CAB|TRUCK|VAN|BUS|LIMOUSINE)\b/, kit: "car" },
  { pattern: /\b(KITCHEN|GALLEY|PANTRY|SCULLERY)\b/, kit: "kitchen", inside: true },
  { pattern: /\b(BED ?ROOMS?|MOTEL ROOM|HOTEL ROOM|NURSERY|DORMITORY|DORM)\b/, kit: "bedroom", inside: true },
  { pattern: /\b(COURT ?ROOM|COURT ?HOUSE|TRIBUNAL|COURT)\b/, kit: "court" },
  { pattern: /\b(HOSPITAL|WARD|CLINIC|OPERATING|EMERGENCY ROOM|INFIRMARY|SANATORIUM)\b/, kit: "hospital" },
  { pattern: /\b(CLASS ?ROOM|SCHOOL(HOUSE)?|COLLEGE|LECTURE|ACADEMY)\b/, kit: "school" },
  { pattern: /\b(CHURCH|CHAPEL|CATHEDRAL|NAVE|ABBEY|SACRISTY|MONASTERY)\b/, kit: "church" },
  { pattern: /\b(STEEPLE)\b/, kit: "church", inside: false },
  { pattern: /\b(WORKSHOP|CLOCKMAKER|WATCHMAKER|REPAIR|ATELIER|GARAGE|STUDIO)\b/, kit: "workshop" },
  { pattern: /\b(WAREHOUSE|FACTORY|HANGAR|STORAGE|STOREHOUSE|SHED|BARN)\b/, kit: "warehouse" },
  { pattern: /\b(BAR|PUB|TAVERN|SALOON|NIGHT ?CLUB|KNEIPE|CANTINA)\b/, kit: "bar" },
  { pattern: /\b(SHOP|STORE|SUPERMARKET|GROCERY|BAKERY|BOUTIQUE|PHARMACY|KIOSK)\b/, kit: "shop" },
  { pattern: /\b(OFFICES?|BUREAU|NEWSROOM|POLICE STATION|PRECINCT|BANK|CUBICLE)\b/, kit: "office" },
  { pattern: /\b(BEACH|SHORE|SHORELINE|COAST|DUNES?|SANDS?)\b/, kit: "beach" },
  { pattern: /\b(DECK|FERRY|SHIP|BOAT|YACHT|TRAWLER)\b/, kit: "deck", inside: false },
  { pattern: /\b(FERRY|SHIP|BOAT|YACHT|TRAWLER)\b/, kit: "wheelhouse", inside: true },
  { pattern: /\b(DECK)\b/, kit: "deck" },
  { pattern: /\b(ALLEY(WAY)?|BACK ?STREET|BACK ?YARD|COURTYARD|LANEWAY)\b/, kit: "alley", inside: false },
  {
    pattern: /\b(STREET|ROAD|AVENUE|LANE|SQUARE|MARKET|PLAZA|TOWN|CITY|BLOCK|HOTEL|SIDEWALK|GAS STATION)\b/,
    kit: "street",
    inside: false,
  },
  {
    pattern: /\b(PIER|JETTY|QUAY|DOCKS?|HARBOU?R|WHARF|MARINA|SEAWALL|PROMENADE)\b/,
    kit: "pier",
    inside: false,
  },
  {
    pattern: /\b(MOUNTAINS?|PEAK|SUMMIT|RIDGE|CLIFFS?|PASS|GLACIER|VALLEY|CANYON)\b/,
    kit: "mountain",
    inside: false,
  },
  {
    pattern: /\b(FOREST|WOODS?|WOODLAND|GROVE|JUNGLE|THICKET|CLEARING|PARK|GARDEN|ORCHARD)\b/,
    kit: "forest",
    inside: false,
  },
  {
    pattern: /\b(FIELDS?|FARM(LAND)?|MEADOW|PASTURE|PRAIRIE|PLAINS?|STEPPE|VINEYARD|COUNTRYSIDE)\b/,
    kit: "field",
    inside: false,
  },
  {
    pattern:
      /\b(LIVING|APARTMENT|FLAT|HOUSE|HOME|ROOM|STUDY|HOTEL|CAFE|CAFÉ|PARLOU?R|ATTIC|DINER|RESTAURANT|LOUNGE|LIBRARY)\b/,
    kit: "room",
    inside: true,
  },
  {
    pattern: /\b(HOUSE|HOME|COTTAGE|CABIN|VILLA|APARTMENT|KITCHEN|BEDROOM|PORCH)\b/,
    kit: "room",
    inside: false,
  },
  { pattern: /\b(ROOM|KITCHEN|BEDROOM)\b/, kit: "room" },
];

/** The location's own kit, else by the words of its name or the scene's set, else the generic of INT or EXT. */
export function chooseKit(
  scene: PanelScene | undefined,
  location: PanelLocation | undefined,
): { name: LocationKit; chosen: boolean } {
  const set = location?.kit;
  if (set !== undefined && LOCATION_KITS.codes.includes(set)) return { name: set, chosen: true };
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
