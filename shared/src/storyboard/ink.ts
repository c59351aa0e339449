// The only place that writes SVG text. Numbers are rounded to one decimal of a 960-unit frame and everything a
// person typed passes through `escapeText`, so that the same input gives the same bytes and no markup gets in.

import { cutPolygon, cutSegment } from "./guard-box.ts";

export interface Point {
  x: number;
  y: number;
}

export interface Paint {
  fill?: string;
  stroke?: string;
  width?: number;
  opacity?: number;
  dash?: string;
  /** Fill by the even-odd rule: a wall with holes for its windows. */
  holes?: boolean;
}

/** Formats a coordinate; never `-0`, `NaN` or an exponent. */
export function num(value: number): string {
  if (!Number.isFinite(value)) return "0";
  const rounded = Math.round(Math.max(-4_000, Math.min(4_000, value)) * 10) / 10;
  return rounded === 0 ? "0" : String(rounded);
}

export function escapeText(text: string): string {
  return text
    .replace(/[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/g, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export function path(d: string, paint: Paint): string {
  return `<path d="${d}"${attributes(paint)}/>`;
}

export function polygon(points: readonly Point[], paint: Paint): string {
  const kept = cutPolygon(points);
  return kept.length < 3 ? "" : path(`M${kept.map(pair).join("L")}Z`, paint);
}

export function polyline(points: readonly Point[], paint: Paint): string {
  let d = "";
  let last: Point | undefined;
  for (const [at, point] of points.entries()) {
    const before = points[at - 1];
    const kept = before ? cutSegment(before, point) : undefined;
    if (!kept) continue;
    const [from, to] = kept;
    d += last && last.x === from.x && last.y === from.y ? `L${pair(to)}` : `M${pair(from)}L${pair(to)}`;
    last = to;
  }
  return d ? path(d, { fill: "none", ...paint }) : "";
}

export function line(x1: number, y1: number, x2: number, y2: number, paint: Paint): string {
  return polyline(
    [
      { x: x1, y: y1 },
      { x: x2, y: y2 },
    ],
    paint,
  );
}

export function rect(x: number, y: number, width: number, height: number, paint: Paint): string {
  return path(`M${num(x)} ${num(y)}H${num(x + width)}V${num(y + height)}H${num(x)}Z`, paint);
}

export function circle(x: number, y: number, radius: number, paint: Paint): string {
  if (!(x + radius > -900 && x - radius < 1900 && y + radius > -900 && y - radius < 3400)) return "";
  return `<circle cx="${num(x)}" cy="${num(y)}" r="${num(Math.max(0.1, radius))}"${attributes(paint)}/>`;
}

export function ellipse(x: number, y: number, rx: number, ry: number, paint: Paint): string {
  return `<ellipse cx="${num(x)}" cy="${num(y)}" rx="${num(Math.max(0.1, rx))}" ry="${num(Math.max(0.1, ry))}"${attributes(paint)}/>`;
}

/** A vertical gradient; the id must be unique in a page that inlines several drawings. */
export function verticalGradient(id: string, top: string, bottom: string, y1: number, y2: number): string {
  return (
    `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="0" y1="${num(y1)}" x2="0" y2="${num(y2)}">` +
    `<stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient>`
  );
}

export function pair(point: Point): string {
  return `${num(point.x)} ${num(point.y)}`;
}

/** Mixes two `#rrggbb` colours; `share` 0 gives `from`, 1 gives `to`. */
export function mix(from: string, to: string, share: number): string {
  const channel = (at: number): string => {
    const a = Number.parseInt(from.slice(at, at + 2), 16);
    const b = Number.parseInt(to.slice(at, at + 2), 16);
    return Math.round(a + (b - a) * share)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(1)}${channel(3)}${channel(5)}`;
}

function attributes(paint: Paint): string {
  const { opacity = 1 } = paint;
  // Never `opacity`: it makes a layer, and resvg aborts the process on a layer that lies outside the picture.
  const veil = opacity < 1 ? String(Math.round(opacity * 100) / 100) : "";
  let text = ` fill="${paint.fill ?? "none"}"`;
  if (paint.holes) text += ` fill-rule="evenodd"`;
  if (veil && paint.fill) text += ` fill-opacity="${veil}"`;
  if (paint.stroke) {
    text += ` stroke="${paint.stroke}" stroke-width="${num(Math.max(0.4, paint.width ?? 1.8))}"`;
    if (veil) text += ` stroke-opacity="${veil}"`;
    if (paint.dash) text += ` stroke-dasharray="${paint.dash}"`;
  }
  return text;
}
