import type { Imported } from "../../canvas/imported.ts";
import type { BrokenDownScene } from "../breakdown.ts";
import { fingerprintOf } from "../fingerprint.ts";

export type ScriptFields = Readonly<Record<string, string | number | undefined>>;

/** Kept as fingerprints beside the node, since only "is it the same?" is ever asked. */
const LONG_TEXTS = new Set(["synopsis", "script"]);

/** What a screenplay says of a scene, as fields of its node. */
export const sceneFieldsOf = (scene: BrokenDownScene, locationId: string | undefined): ScriptFields => ({
  number: scene.number,
  interiorExterior: scene.interiorExterior,
  setName: scene.setName,
  timeOfDay: scene.timeOfDay,
  modifier: scene.modifier,
  synopsis: scene.synopsis,
  script: scene.script,
  pageEighths: scene.pageEighths,
  location: locationId,
});

/** The fields as they are remembered beside the node; what is empty counts as not said. */
export const rememberFields = (fields: Readonly<Record<string, unknown>>): Imported["fields"] => {
  const remembered: Imported["fields"] = {};
  for (const [field, value] of Object.entries(fields)) {
    const face = faceOf(field, value);
    if (face !== undefined) remembered[field] = face;
  }
  return remembered;
};

export const faceOf = (field: string, value: unknown): string | number | undefined => {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value === "") return undefined;
  return LONG_TEXTS.has(field) ? fingerprintOf(value) : value;
};

export interface MergedFields {
  /** null = remove the field. */
  readonly writes: Record<string, string | number | null>;
  /** Fields that a person and the screenplay both changed: the person's value stays. */
  readonly kept: readonly string[];
}

/**
 * Three-way: the screenplay's new value is written where the node still says what the last import said, or nothing when
 * there was none.
 */
export const mergeFields = (
  current: Readonly<Record<string, unknown>>,
  before: Imported["fields"] | undefined,
  next: ScriptFields,
): MergedFields => {
  const writes: Record<string, string | number | null> = {};
  const kept: string[] = [];
  for (const [field, value] of Object.entries(next)) {
    const isNow = faceOf(field, current[field]);
    const isNext = faceOf(field, value);
    const was = before?.[field];
    if (isNow === isNext) continue;
    if (isNow === was) writes[field] = isNext === undefined ? null : (value ?? null);
    else if (isNext !== was) kept.push(field);
  }
  return { writes, kept };
};
