import type { LocationKit } from "../../canvas/node-types/location.ts";
import { alley } from "./alley.ts";
import { bar } from "./bar.ts";
import { beach } from "./beach.ts";
import { bedroom } from "./bedroom.ts";
import { car } from "./car.ts";
import { church } from "./church.ts";
import { clockTower } from "./clock-tower.ts";
import { corridor } from "./corridor.ts";
import { court } from "./court.ts";
import { deck } from "./deck.ts";
import { exterior } from "./exterior.ts";
import { field } from "./field.ts";
import { forest } from "./forest.ts";
import { drawFromInside } from "./from-inside.ts";
import { hospital } from "./hospital.ts";
import { interior } from "./interior.ts";
import { kitchen } from "./kitchen.ts";
import type { Kit } from "./kit.ts";
import { mountain } from "./mountain.ts";
import { office } from "./office.ts";
import { pier } from "./pier.ts";
import { rooftop } from "./rooftop.ts";
import { room } from "./room.ts";
import { school } from "./school.ts";
import { shop } from "./shop.ts";
import { stair } from "./stair.ts";
import { station } from "./station.ts";
import { street } from "./street.ts";
import { train } from "./train.ts";
import { warehouse } from "./warehouse.ts";
import { wheelhouse } from "./wheelhouse.ts";
import { workshop } from "./workshop.ts";

const KITS: Record<LocationKit, Kit> = {
  interior,
  exterior,
  pier,
  deck,
  wheelhouse,
  street,
  alley,
  forest,
  field,
  beach,
  mountain,
  rooftop,
  room,
  kitchen,
  bedroom,
  office,
  corridor,
  stair,
  car,
  train,
  court,
  hospital,
  bar,
  church,
  warehouse,
  school,
  shop,
  station,
  "clock-tower": clockTower,
  workshop,
};

/** Places under the sky; indoors they are what one sees through the window. A station is at home in both. */
const OUTDOORS: readonly LocationKit[] = [
  "exterior",
  "pier",
  "deck",
  "street",
  "alley",
  "forest",
  "field",
  "beach",
  "mountain",
  "rooftop",
  "station",
];

export function isOutdoors(name: LocationKit): boolean {
  return OUTDOORS.includes(name);
}

/** The kit as it is drawn for a scene that says INT or EXT: through a window, or from its street. */
export function kitFor(name: LocationKit, inside: boolean): Kit {
  const kit = KITS[name];
  if (inside && isOutdoors(name) && name !== "station")
    return { ground: "planks", around: "table", behind: (place) => drawFromInside(place, kit) };
  if (!inside && kit.outside) return { ground: "paving", around: "kerb", behind: kit.outside };
  return kit;
}
