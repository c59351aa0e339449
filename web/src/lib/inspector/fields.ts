import {
  CHARACTER_BUILDS,
  CHARACTER_CLOTHING,
  CHARACTER_HAIR,
  CHARACTER_HATS,
  CHARACTER_TONES,
} from "@backlot/shared/canvas/node-types/character";
import { LOCATION_KITS } from "@backlot/shared/canvas/node-types/location";
import type { CodeList } from "@backlot/shared/canvas/node-types/node-type";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import { INTERIOR_EXTERIOR, KNOWN_TIMES_OF_DAY } from "@backlot/shared/canvas/node-types/scene";
import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
} from "@backlot/shared/canvas/node-types/shot";
import type { LookField } from "./looks.ts";

interface CodeField<Field extends string> {
  field: Field;
  label: string;
  options: readonly { value: string; label: string }[];
}

/** One trait of a person, shown as small pictures, as greys or as words. */
export type LookDescription = { kind: "look"; shown: "picture" | "swatch" | "word" } & CodeField<LookField>;
export type KitDescription = { kind: "kit" } & CodeField<string>;

/** How the inspector offers one field of a node, in the order in which people decide. */
export type FieldDescription = RowDescription | LookDescription | KitDescription;

export type RowDescription =
  | { kind: "shared-text"; field: string; label: string; placeholder: string; rows: number }
  | { kind: "line"; field: string; label: string; suggestions?: readonly string[] }
  | { kind: "number"; field: string; label: string; unit: string; step: number; pair?: "first" | "second" }
  | ({ kind: "code" } & CodeField<string>)
  | { kind: "eighths"; field: string; label: string };

export interface FieldGroups {
  /** Always shown. */
  main: readonly FieldDescription[];
  /** Behind "n more fields". */
  more: readonly RowDescription[];
  /** What stands beside "n more fields". */
  moreHint: string;
}

const optionsOf = (list: CodeList, withCode = false) =>
  list.codes.map((value) => {
    const label = list.labels[value] ?? value;
    return { value, label: withCode ? `${value} · ${label}` : label };
  });

const line = (field: string, label: string, suggestions?: readonly string[]): RowDescription =>
  suggestions ? { kind: "line", field, label, suggestions } : { kind: "line", field, label };

const code = (field: string, label: string, list: CodeList, withCode = false): RowDescription => ({
  kind: "code",
  field,
  label,
  options: optionsOf(list, withCode),
});

const look = (
  field: LookField,
  label: string,
  list: CodeList,
  shown: LookDescription["shown"],
): LookDescription => ({ kind: "look", field, label, shown, options: optionsOf(list) });

const text = (field: string, label: string, placeholder: string, rows = 2): RowDescription => ({
  kind: "shared-text",
  field,
  label,
  placeholder,
  rows,
});

export const inspectorFields: Record<NodeType, FieldGroups> = {
  shot: {
    main: [
      text("description", "Description", "What do we see?"),
      code("size", "Size", SHOT_SIZES, true),
      code("angle", "Angle", SHOT_ANGLES),
      code("movement", "Movement", SHOT_MOVEMENTS),
      { kind: "number", field: "lensMm", label: "Lens", unit: "mm", step: 1, pair: "first" },
      { kind: "number", field: "durationSeconds", label: "Duration", unit: "s", step: 0.5, pair: "second" },
      code("framing", "Framing", SHOT_FRAMINGS),
      line("equipment", "Equipment"),
      line("camera", "Camera"),
    ],
    more: [
      line("number", "Fixed number"),
      line("setup", "Setup"),
      line("frameRate", "Frame rate"),
      line("props", "Props"),
      line("sound", "Sound"),
      line("vfx", "VFX"),
      text("notes", "Notes", "Anything the crew should know", 3),
    ],
    moreHint: "Sound, VFX, props…",
  },
  scene: {
    main: [
      text("synopsis", "Synopsis", "What happens?", 3),
      code("interiorExterior", "Int/Ext", INTERIOR_EXTERIOR),
      line("setName", "Set"),
      line("timeOfDay", "Time", KNOWN_TIMES_OF_DAY),
      { kind: "eighths", field: "pageEighths", label: "Length" },
    ],
    more: [
      line("number", "Fixed number"),
      line("modifier", "Modifier"),
      text("script", "Script", "The scene's own text, in Fountain", 8),
    ],
    moreHint: "Number, script…",
  },
  character: {
    main: [
      line("name", "Name"),
      line("role", "Role"),
      text("description", "Description", "Who is this?", 3),
      look("build", "Build", CHARACTER_BUILDS, "word"),
      look("hair", "Hair", CHARACTER_HAIR, "picture"),
      look("hairTone", "Hair tone", CHARACTER_TONES, "swatch"),
      look("hat", "Hat", CHARACTER_HATS, "picture"),
      look("clothing", "Clothing", CHARACTER_CLOTHING, "picture"),
      look("clothingTone", "Cloth tone", CHARACTER_TONES, "swatch"),
      look("skinTone", "Skin tone", CHARACTER_TONES, "swatch"),
    ],
    more: [],
    moreHint: "",
  },
  location: {
    main: [
      line("name", "Name"),
      code("interiorExterior", "Int/Ext", INTERIOR_EXTERIOR),
      text("description", "Description", "What is it like here?", 3),
      { kind: "kit", field: "kit", label: "Drawn as", options: optionsOf(LOCATION_KITS) },
    ],
    more: [],
    moreHint: "",
  },
  note: { main: [text("text", "Text", "Write a note", 6)], more: [], moreHint: "" },
  act: {
    main: [line("title", "Title"), text("description", "Description", "What is this part about?", 3)],
    more: [],
    moreHint: "",
  },
};
