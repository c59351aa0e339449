// A person looks the same in every frame of the film and unlike the others: what the character node does not say is
// derived from its id, each trait by its own salt.
import {
  CHARACTER_BUILDS,
  CHARACTER_CLOTHING,
  CHARACTER_HAIR,
  CHARACTER_HATS,
  CHARACTER_TONES,
} from "../canvas/node-types/character.ts";
import type { PanelCharacter } from "./panel-input.ts";
import { pick, seedOf } from "./seed.ts";

export type Look = Required<Omit<PanelCharacter, "id" | "name">>;

export function lookOf(character: PanelCharacter): Look {
  const seed = seedOf(character.id);
  return {
    build:
      known(CHARACTER_BUILDS, character.build) ??
      pick(["average", "slim", "average", "broad"], seed, "build"),
    hair:
      known(CHARACTER_HAIR, character.hair) ??
      pick(["short", "long", "bun", "curly", "ponytail", "short", "bald"], seed, "hair"),
    hairTone:
      known(CHARACTER_TONES, character.hairTone) ?? pick(["dark", "medium", "light"], seed, "hair tone"),
    hat:
      known(CHARACTER_HATS, character.hat) ??
      pick(["none", "none", "none", "none", "beanie", "none", "cap", "none", "brim"], seed, "hat"),
    clothing:
      known(CHARACTER_CLOTHING, character.clothing) ??
      pick(["coat", "jacket", "coat", "sweater", "shirt"], seed, "clothing"),
    clothingTone:
      known(CHARACTER_TONES, character.clothingTone) ??
      pick(["dark", "medium", "light"], seed, "clothing tone"),
    skinTone:
      known(CHARACTER_TONES, character.skinTone) ?? pick(["light", "medium", "light", "dark"], seed, "skin"),
  };
}

function known<T extends string>(codes: { codes: readonly T[] }, value: T | undefined): T | undefined {
  return value !== undefined && codes.codes.includes(value) ? value : undefined;
}
