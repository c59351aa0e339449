// Heads are drawn in head units: chin at (0, 0), crown at (0, -1), looking towards +x. Everything is flat: one ink
// outline, one shadow shape, features as strokes.
import type { Light } from "./light.ts";
import { mix } from "./ink.ts";
import type { Look } from "./look.ts";
import type { Pen } from "./pen.ts";

export type View = "three-quarter" | "front" | "profile" | "back";

const EGG =
  "M-.345 -.6C-.345 -.86 -.2 -1 0 -1C.2 -1 .345 -.86 .345 -.6C.345 -.28 .2 0 .03 0C-.14 0 -.345 -.26 -.345 -.6Z";
const FRONT_EGG =
  "M-.345 -.6C-.345 -.86 -.2 -1 0 -1C.2 -1 .345 -.86 .345 -.6C.345 -.27 .16 0 0 0C-.16 0 -.345 -.27 -.345 -.6Z";
const LOW_EGG =
  "M-.34 -.52C-.34 -.74 -.2 -.87 0 -.87C.2 -.87 .34 -.74 .34 -.52C.34 -.26 .19 0 .03 0C-.14 0 -.34 -.24 -.34 -.52Z";
const PROFILE =
  "M-.35 -.62C-.35 -.88 -.18 -1 .02 -1C.22 -1 .33 -.88 .34 -.68L.335 -.55L.43 -.37C.44 -.33 .4 -.32 .35 -.32L.36 -.25L.345 -.2L.35 -.15C.33 -.06 .3 -.01 .2 -.01C.06 -.02 -.02 -.1 -.08 -.2L-.1 -.3C-.26 -.3 -.35 -.42 -.35 -.62Z";
const CAP_OF_HAIR =
  "M-.29 -.38L-.35 -.46C-.41 -.78 -.27 -1.07 .01 -1.07C.26 -1.07 .41 -.86 .355 -.53C.31 -.68 .22 -.765 .08 -.765C-.14 -.765 -.27 -.62 -.29 -.38Z";
const SHORT_HAIR =
  "M-.3 -.42L-.355 -.5C-.43 -.82 -.27 -1.08 .02 -1.08C.3 -1.08 .42 -.88 .36 -.6C.34 -.68 .31 -.73 .27 -.78C.14 -.72 -.02 -.73 -.14 -.79C-.2 -.72 -.25 -.64 -.25 -.46Z";
const BACK_OF_HAIR =
  "M-.345 -.34C-.41 -.8 -.26 -1.07 0 -1.07C.26 -1.07 .41 -.8 .345 -.34C.28 -.14 .14 -.1 0 -.1C-.14 -.1 -.28 -.14 -.345 -.34Z";
const LONG_HAIR =
  "M-.46 .12C-.52 -.3 -.54 -.64 -.46 -.84C-.36 -1.08 -.16 -1.16 0 -1.16C.16 -1.16 .36 -1.08 .46 -.84C.53 -.64 .5 -.3 .45 .12C.4 .06 .36 -.02 .33 -.12L-.33 -.12C-.36 -.02 -.4 .06 -.46 .12Z";
const HAIR_UNDER_HAT =
  "M-.46 .14C-.52 -.2 -.5 -.5 -.36 -.66L.36 -.66C.5 -.5 .5 -.2 .45 .14C.4 .08 .36 0 .33 -.1L-.33 -.1C-.36 0 -.4 .08 -.46 .14Z";
const LONG_BACK =
  "M-.45 .3C-.52 -.3 -.54 -.64 -.46 -.84C-.36 -1.08 -.16 -1.16 0 -1.16C.16 -1.16 .36 -1.08 .46 -.84C.53 -.64 .5 -.3 .45 .3C.3 .42 -.3 .42 -.45 .3Z";
const PONYTAIL =
  "M-.3 -.86C-.62 -.86 -.66 -.3 -.55 .14C-.5 .1 -.44 .02 -.42 -.1C-.4 -.32 -.38 -.5 -.28 -.62Z";
const HOOD =
  "M-.5 .26C-.56 -.2 -.56 -.62 -.46 -.86C-.36 -1.1 -.16 -1.18 0 -1.18C.18 -1.18 .38 -1.08 .47 -.84C.56 -.6 .54 -.2 .48 .26C.3 .36 -.3 .36 -.5 .26Z";
const SHADE = "M-.345 -.5L-.3 -.43L-.175 -.3L-.07 -.01C-.2 -.05 -.34 -.3 -.345 -.5Z";
/** The same on the side of the face, for people who have the light at their back. */
const FACE_SHADE = "M.33 -.72L.285 -.45L.21 -.27L.08 -.01C.2 -.05 .345 -.27 .345 -.58Z";
const PROFILE_SHADE = "M-.1 -.3L.04 -.32L.12 -.06L.2 -.01C.06 -.02 -.02 -.1 -.08 -.2Z";
const PROFILE_FACE_SHADE =
  "M.34 -.68L.335 -.55L.43 -.37C.44 -.33 .4 -.32 .35 -.32L.36 -.25L.345 -.2L.35 -.15C.33 -.06 .3 -.01 .2 -.01L.12 -.08L.22 -.34L.2 -.62Z";

/** Draws what lies behind the neck and the collar: the fall of long hair, a ponytail. */
export function drawBehindHead(pen: Pen, look: Look, light: Light, view: View): string {
  const tone = light.hair[look.hairTone];
  if (view === "back") return "";
  if (look.hat === "hood") return pen.shape(HOOD, mix(light.cloth[look.clothingTone], light.ink, 0.12));
  if (look.hair === "long") {
    return (
      pen.shape(look.hat === "none" ? LONG_HAIR : HAIR_UNDER_HAT, tone) +
      pen.shape("M-.3 -.3H.3L.34 .16L0 .4L-.34 .16Z", mix(tone, light.ink, 0.72), 0)
    );
  }
  if (look.hair === "ponytail") return pen.shape(PONYTAIL, tone);
  return "";
}

/** Draws the head over the collar; `looksAtLight` puts its one shadow to the back of it, else on the face. */
export function drawHead(pen: Pen, look: Look, light: Light, view: View, looksAtLight: boolean): string {
  if (view === "back") return drawBackOfHead(pen, look, light);
  const covered =
    look.hat === "hood" || ((look.hair === "long" || look.hair === "curly") && look.hat === "none");
  const skin = light.skin[look.skinTone];
  const outline = view === "profile" ? PROFILE : covered ? LOW_EGG : view === "front" ? FRONT_EGG : EGG;
  let svg = "";
  if (look.hair === "bun" && (look.hat === "none" || look.hat === "hood")) {
    if (look.hat === "none") svg += pen.dot(-0.26, -1.1, 0.165, light.hair[look.hairTone]);
  }
  if (look.hair === "curly" && look.hat === "none") svg += pen.shape(curls(-0.02), light.hair[look.hairTone]);
  svg += pen.shape(outline, skin);
  svg += pen.shape(
    view === "profile"
      ? looksAtLight
        ? PROFILE_SHADE
        : PROFILE_FACE_SHADE
      : looksAtLight
        ? SHADE
        : FACE_SHADE,
    light.ink,
    0,
    light.time === "night" ? 0.24 : 0.17,
  );
  if (view === "profile") svg += drawEar(pen, light);
  svg += pen.headUnits > 9 ? drawFace(pen, look, light, view) : "";
  svg += drawHair(pen, look, light, view);
  return svg + drawHat(pen, look, light, view);
}

function drawFace(pen: Pen, look: Look, light: Light, view: View): string {
  const ink = mix(light.ink, "#000000", 0.15);
  const brow = look.hairTone === "light" ? ink : mix(ink, light.hair[look.hairTone], 0.15);
  const heavy = look.build === "broad" ? 0.044 : 0.037;
  if (view === "profile") {
    return (
      pen.stroke("M.19 -.565L.31 -.575", brow, heavy) +
      pen.dot(0.255, -0.48, 0.03, ink, 0) +
      pen.stroke("M.35 -.195C.3 -.18 .26 -.185 .22 -.2", ink, 0.02)
    );
  }
  if (view === "front") {
    return (
      pen.stroke("M-.2 -.555L-.08 -.56M.08 -.56L.2 -.555", brow, heavy) +
      pen.dot(-0.135, -0.48, 0.031, ink, 0) +
      pen.dot(0.135, -0.48, 0.031, ink, 0) +
      pen.stroke("M.01 -.46L-.02 -.32L.05 -.305", ink, 0.017) +
      pen.stroke("M-.1 -.185C-.04 -.165 .04 -.165 .1 -.19", ink, 0.021)
    );
  }
  return (
    pen.stroke("M-.05 -.555L.075 -.56M.19 -.56L.295 -.555", brow, heavy) +
    pen.dot(0.02, -0.48, 0.031, ink, 0) +
    pen.dot(0.238, -0.48, 0.031, ink, 0) +
    pen.stroke("M.146 -.48L.21 -.325L.137 -.305", ink, 0.017) +
    pen.stroke("M.05 -.185C.1 -.163 .18 -.165 .233 -.195", ink, 0.022)
  );
}

function drawEar(pen: Pen, light: Light): string {
  return pen.stroke("M-.06 -.5C-.14 -.54 -.17 -.44 -.13 -.36C-.1 -.31 -.05 -.34 -.05 -.4", light.ink, 0.016);
}

function drawHair(pen: Pen, look: Look, light: Light, view: View): string {
  const tone = light.hair[look.hairTone];
  if (look.hat === "hood") return "";
  if (look.hat !== "none") {
    if (look.hair === "bald" || look.hair === "bun") return "";
    return view === "profile"
      ? pen.shape("M-.345 -.62L-.34 -.38L-.22 -.3L-.17 -.42L-.16 -.6Z", tone)
      : pen.shape("M-.35 -.62L-.335 -.42L-.285 -.37L-.26 -.6Z", tone);
  }
  if (view === "profile" && look.hair !== "bald") {
    return pen.shape(
      "M-.2 -.28C-.36 -.3 -.41 -.5 -.39 -.68C-.37 -.96 -.18 -1.08 .04 -1.08C.26 -1.07 .37 -.94 .35 -.72C.26 -.8 .14 -.8 .06 -.76C-.02 -.7 -.05 -.6 -.06 -.5L-.16 -.5Z",
      tone,
    );
  }
  switch (look.hair) {
    case "bald":
      return pen.headUnits > 30
        ? pen.stroke(
            "M.1 -.9C.16 -.88 .2 -.85 .23 -.81",
            mix(light.skin[look.skinTone], "#ffffff", 0.5),
            0.025,
          )
        : "";
    case "long":
    case "curly":
      return "";
    case "short":
      return pen.shape(SHORT_HAIR, tone);
    default:
      return pen.shape(CAP_OF_HAIR, tone);
  }
}

function curls(shift: number): string {
  const bumps = [
    [-0.38, -0.3],
    [-0.47, -0.48],
    [-0.48, -0.68],
    [-0.42, -0.88],
    [-0.29, -1.04],
    [-0.1, -1.12],
    [0.1, -1.12],
    [0.29, -1.04],
    [0.42, -0.88],
    [0.47, -0.68],
    [0.45, -0.5],
    [0.36, -0.36],
  ] as const;
  let d = "";
  for (const [at, [x, y]] of bumps.entries()) {
    if (at === 0) {
      d += `M${x + shift} ${y}`;
      continue;
    }
    const [px, py] = bumps[at - 1] ?? [x, y];
    // The control points lie outside the chord, which makes one lock of hair.
    const nx = (y - py) * 0.75;
    const ny = -(x - px) * 0.75;
    d += `C${round(px + nx + shift)} ${round(py + ny)} ${round(x + nx + shift)} ${round(y + ny)} ${x + shift} ${y}`;
  }
  return `${d}Z`;
}

function drawHat(pen: Pen, look: Look, light: Light, view: View): string {
  const dome = mix(light.cloth.dark, light.ink, 0.62);
  const lighter = mix(light.cloth.dark, light.cloth.medium, 0.3);
  switch (look.hat) {
    case "beanie":
      return (
        pen.shape("M-.365 -.7C-.39 -1 -.2 -1.09 0 -1.09C.2 -1.09 .39 -1 .365 -.7Z", dome) +
        pen.shape("M-.385 -.755H.385V-.575H-.385Z", lighter)
      );
    case "cap": {
      const peak =
        view === "front"
          ? "M-.36 -.66C-.2 -.74 .2 -.74 .36 -.66C.3 -.56 -.3 -.56 -.36 -.66Z"
          : "M-.28 -.66C-.1 -.71 .12 -.75 .36 -.75C.46 -.71 .54 -.66 .55 -.625C.3 -.6 0 -.61 -.28 -.66Z";
      return (
        pen.shape(
          "M-.385 -.7C-.4 -1 -.26 -1.08 0 -1.09C.26 -1.09 .41 -.98 .39 -.7C.2 -.74 -.16 -.74 -.385 -.7Z",
          dome,
        ) + pen.shape(peak, mix(dome, "#000000", 0.35))
      );
    }
    case "brim":
      return (
        pen.shape(
          "M-.34 -.7L-.31 -1.08C-.16 -1.2 .04 -1.08 .12 -1.12C.22 -1.18 .3 -1.12 .32 -1.04L.34 -.7Z",
          dome,
        ) +
        pen.shape("M-.335 -.8L.335 -.8L.34 -.7L-.34 -.7Z", mix(dome, "#000000", 0.4)) +
        pen.shape("M-.64 -.66C-.4 -.78 .4 -.78 .66 -.66C.4 -.58 -.4 -.58 -.64 -.66Z", dome)
      );
    default:
      return "";
  }
}

function drawBackOfHead(pen: Pen, look: Look, light: Light): string {
  const tone = light.hair[look.hairTone];
  const skin = light.skin[look.skinTone];
  if (look.hat === "hood") {
    return (
      pen.shape(HOOD, mix(light.cloth[look.clothingTone], light.ink, 0.12)) +
      pen.stroke("M0 -1.16L0 .2", light.ink, 0.014)
    );
  }
  let svg = pen.shape("M-.345 -.5C-.4 -.52 -.42 -.42 -.36 -.32ZM.345 -.5C.4 -.52 .42 -.42 .36 -.32Z", skin);
  svg += pen.shape(FRONT_EGG, skin);
  const shade = pen.shape(
    "M.345 -.6C.345 -.27 .16 -.1 0 -.1C.14 -.3 .2 -.7 .1 -1.02C.26 -1 .345 -.8 .345 -.6Z",
    light.ink,
    0,
    0.14,
  );
  if (look.hair === "bald") svg += shade;
  else if (look.hair === "long") svg += pen.shape(LONG_BACK, tone);
  else if (look.hair === "curly") svg += pen.shape(curls(0), tone);
  else svg += pen.shape(BACK_OF_HAIR, tone) + shade;
  if (look.hair === "ponytail")
    svg += pen.shape("M-.1 -.7C-.2 -.4 -.18 0 -.04 .3C.1 .1 .2 -.3 .1 -.7Z", mix(tone, light.ink, 0.15));
  if (look.hair === "bun" && look.hat === "none") svg += pen.dot(0, -1.04, 0.18, tone);
  return svg + drawHat(pen, look, light, "front");
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
