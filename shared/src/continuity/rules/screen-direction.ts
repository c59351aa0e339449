import type { ContinuityRule } from "../continuity-rule.ts";
import type { FilmShot } from "../film.ts";
import { listCuts } from "../list-cuts.ts";

type Direction = "left" | "right";

const TO_LEFT =
  /\b(?:right to left|(?:exits?|leaves|moves?|runs?|walks?|looks?) (?:\w+ )?(?:screen|frame|camera)[ -]left)\b/i;
const TO_RIGHT =
  /\b(?:left to right|(?:exits?|leaves|moves?|runs?|walks?|looks?) (?:\w+ )?(?:screen|frame|camera)[ -]right)\b/i;

/** Somebody moves to the left and, in the next shot, to the right: the camera has crossed the line (180° rule). */
export const screenDirection: ContinuityRule = {
  check: ({ scenes, nameOf }) =>
    scenes.flatMap((scene) =>
      listCuts(scene).flatMap(({ before, after }) => {
        const from = directionOf(before);
        const to = directionOf(after);
        const shared = before.cast.filter((id) => after.cast.includes(id));
        if (from === undefined || to === undefined || from === to || shared.length === 0) return [];
        const text = `${shared.map(nameOf).join(", ")} moves ${from} in ${before.number} and ${to} in ${after.number}. Keep the camera on one side of the action, or show the turn between them.`;
        return [{ nodeIds: [before.id, after.id], text }];
      }),
    ),
};

/** What the description says, else the camera that goes along. */
const directionOf = ({ description, movement }: FilmShot): Direction | undefined => {
  if (TO_LEFT.test(description)) return "left";
  if (TO_RIGHT.test(description)) return "right";
  if (movement === "truck-left") return "left";
  return movement === "truck-right" ? "right" : undefined;
};
