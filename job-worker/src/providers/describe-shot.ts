import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
} from "@backlot/shared/canvas/node-types/shot";
import type { PanelInput } from "@backlot/shared/storyboard/panel-input";

/** A shot as words for a service that draws from words: what is seen first, then how the camera sees it. */
export const describeShot = (
  { shot, scene, location, characters }: PanelInput,
  { style, direction }: { style: string; direction: string },
): string =>
  [
    style,
    shot.description?.trim(),
    characters.length > 0 && `In frame: ${characters.map(describeCharacter).join("; ")}`,
    describePlace(scene, location),
    describeCamera(shot),
    direction,
  ]
    .flatMap((part) => (part ? [part.replace(/[.\s]+$/, "")] : []))
    .map((part) => `${part}.`)
    .join(" ")
    .slice(0, MAX_PROMPT_LENGTH)
    .toWellFormed();

/** What all of the known services take. */
const MAX_PROMPT_LENGTH = 4_000;

const describeCamera = ({ size, angle, movement, framing, lensMm }: PanelInput["shot"]): string =>
  [
    size && `${SHOT_SIZES.labels[size]} shot`,
    framing && SHOT_FRAMINGS.labels[framing].toLowerCase(),
    angle && `${SHOT_ANGLES.labels[angle].toLowerCase()}`,
    lensMm !== undefined && `${lensMm} mm lens`,
    movement && movement !== "static" && `camera movement: ${SHOT_MOVEMENTS.labels[movement].toLowerCase()}`,
  ]
    .filter(Boolean)
    .join(", ");

const describePlace = (scene: PanelInput["scene"], location: PanelInput["location"]): string | undefined => {
  const side = scene?.interiorExterior ?? location?.interiorExterior;
  const words = [
    side && (INTERIOR_EXTERIOR[side] ?? side),
    (scene?.setName ?? location?.name)?.toLowerCase(),
    scene?.timeOfDay?.toLowerCase(),
  ].filter(Boolean);
  return words.length > 0 ? `Setting: ${words.join(", ")}` : undefined;
};

const INTERIOR_EXTERIOR: Readonly<Record<string, string>> = {
  INT: "interior",
  EXT: "exterior",
  "INT/EXT": "interior and exterior",
  EST: "establishing shot of the exterior",
};

const describeCharacter = ({ name, ...looks }: PanelInput["characters"][number]): string => {
  const { build, hair, hairTone, hat, clothing, clothingTone } = looks;
  const facts = [
    build && `${build} build`,
    hair && hair === "bald" ? "bald" : hair && `${hairTone ? `${hairTone} ` : ""}${hair} hair`,
    hat && hat !== "none" && hat,
    clothing && `${clothingTone ? `${clothingTone} ` : ""}${clothing}`,
  ].filter(Boolean);
  return facts.length > 0 ? `${name ?? "a person"} (${facts.join(", ")})` : (name ?? "a person");
};
