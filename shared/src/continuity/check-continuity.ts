import type { Finding } from "../canvas/findings.ts";
import type { Film } from "./film.ts";
import { continuityRules } from "./registry.ts";
import type { ContinuityRuleName } from "./rule-names.ts";

/** What the given rules find, in running order of the scenes and, within one, in the order of the rules. */
export const checkContinuity = (film: Film, rules: readonly ContinuityRuleName[]): Finding[] => {
  const places = new Map<string, number>();
  film.scenes.forEach(({ id, shots }, index) => {
    places.set(id, index);
    for (const shot of shots) places.set(shot.id, index);
  });
  const placeOf = ({ nodeIds: [first] }: Finding): number =>
    first === undefined ? Infinity : (places.get(first) ?? Infinity);
  return rules
    .flatMap((rule) => continuityRules[rule].check(film).map((finding) => ({ rule, ...finding })))
    .map((finding, index) => ({ finding, index, place: placeOf(finding) }))
    .sort((a, b) => a.place - b.place || a.index - b.index)
    .map(({ finding }) => finding);
};
