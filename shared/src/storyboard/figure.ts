// A person in head units below the chin: shoulders at .47, elbows 1.65, wrists 2.25, hem of a coat 3.25, soles 5.4
// standing and 4.2 sitting. A whole adult is 6.4 heads. Drawn to the feet always; the frame does the cropping.
import { drawArms, drawChair, drawGroundShadow, drawHands, drawLegs, drawTorso } from "./body.ts";
import { tilted, type Stage } from "./camera.ts";
import { drawNeck } from "./collar.ts";
import { drawBehindHead, drawHead, type View } from "./head.ts";
import type { InsertObject } from "./insert-nouns.ts";
import type { Light } from "./light.ts";
import type { Look } from "./look.ts";
import { penFor, type Placement } from "./pen.ts";
import type { Pose } from "./pose.ts";

export interface Figure extends Placement {
  look: Look;
  view: View;
  pose: Pose;
  /** What the hand holds out, when the words name it. */
  holds?: InsertObject;
}

/** Crown to sole, in heads. */
export const BODY_HEADS = 6.4;
export const GIRTH: Record<Look["build"], number> = { slim: 0.9, average: 1, broad: 1.14, small: 0.94 };
export const STATURE: Record<Look["build"], number> = { slim: 1, average: 1, broad: 1.02, small: 0.84 };

export function drawFigure(figure: Figure, light: Light, stage: Stage | undefined): string {
  const { look, view } = figure;
  const head = penFor(figure, stage, light.ink);
  const body = penFor(figure, stage, light.ink, figure.girth);
  // The same body looking to the light: what it calls its back lies in the shade.
  const shade = penFor({ ...figure, facing: light.from }, stage, light.ink, figure.girth);
  const cloth = light.cloth[look.clothingTone];
  return (
    drawGroundShadow(shade, figure, light) +
    (figure.pose === "sitting" ? drawChair(body, light) : "") +
    (view === "back" ? "" : drawBehindHead(head, look, light, view)) +
    drawLegs(body, figure, light) +
    drawHands(body, figure, light) +
    drawTorso({ body, shade }, figure, light, cloth) +
    drawNeck(head, figure, light, cloth) +
    drawHead(head, look, light, view, figure.facing === light.from) +
    drawArms(body, figure, light, cloth)
  );
}

/** The face from brow to chin, in frame units: what an arrow must never cover. Empty for a back. */
export function faceBox(
  figure: Figure,
  stage: Stage,
): { x: number; y: number; width: number; height: number } | undefined {
  if (figure.view === "back") return undefined;
  const { headUnits } = figure;
  const half = 0.37 * headUnits;
  const top = tilted(stage, { x: figure.x - half, y: figure.chinY - 0.66 * headUnits });
  const low = tilted(stage, { x: figure.x + half, y: figure.chinY + 0.02 * headUnits });
  const other = tilted(stage, { x: figure.x + half, y: figure.chinY - 0.66 * headUnits });
  const under = tilted(stage, { x: figure.x - half, y: figure.chinY });
  const x = Math.min(top.x, under.x);
  return { x, y: top.y, width: Math.max(low.x, other.x) - x, height: low.y - top.y };
}
