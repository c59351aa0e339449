import { z } from "zod";
import { MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineCodes, defineNodeType } from "./node-type.ts";
import { INTERIOR_EXTERIOR } from "./scene.ts";

/** How the storyboard draws a place; absent = chosen by the words of its name. */
export const LOCATION_KITS = defineCodes({
  interior: "Interior, generic",
  exterior: "Exterior, generic",
  pier: "Pier",
  deck: "Ship's deck",
  wheelhouse: "Wheelhouse",
  street: "Street",
  alley: "Alley",
  forest: "Forest",
  field: "Field",
  beach: "Beach",
  mountain: "Mountain",
  rooftop: "Rooftop",
  room: "Room",
  kitchen: "Kitchen",
  bedroom: "Bedroom",
  office: "Office",
  corridor: "Corridor",
  stair: "Stairs",
  car: "Car",
  train: "Train",
  court: "Courtroom",
  hospital: "Hospital",
  bar: "Bar",
  church: "Church",
  warehouse: "Warehouse",
  school: "School",
  shop: "Shop",
  station: "Station",
  "clock-tower": "Clock tower",
  workshop: "Workshop",
});

export type LocationKit = (typeof LOCATION_KITS.codes)[number];

export const locationNode = defineNodeType({
  type: "location",
  noun: "location",
  label: "Location",
  pluralLabel: "Locations",
  box: { width: 208, height: 64 },
  textFields: ["description"],
  dataSchema: z.object({
    name: z.string().max(MAX_SHORT_TEXT).optional(),
    interiorExterior: z.enum(INTERIOR_EXTERIOR.codes).optional(),
    description: z.string().max(MAX_LONG_TEXT).optional(),
    kit: z.enum(LOCATION_KITS.codes).optional(),
  }),
});
