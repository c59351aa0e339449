import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Animatic } from "@backlot/shared/animatic/plan-animatic";
import type { FittedPicture } from "../../pictures/fit-pictures.ts";

export interface PlayerInput {
  animatic: Animatic;
  /** By content hash. */
  pictures: ReadonlyMap<string, FittedPicture>;
  captions: boolean;
}

/**
 * One HTML file that plays the animatic from disk. Its policy lets only its own script and style run, by their hashes,
 * and nothing be fetched: whatever the canvas says stays text.
 */
export const writePlayer = async ({ animatic, pictures, captions }: PlayerInput): Promise<Uint8Array> => {
  const [page, style, script] = await Promise.all(["html", "css", "js"].map(readPlayerPart));
  const uris: string[] = [];
  const indexes = new Map<string, number>();
  const panels = animatic.panels.map(({ picture, ...panel }) => {
    const fitted = picture && pictures.get(picture.asset);
    if (!picture || !fitted) return panel;
    const index = indexes.get(picture.asset) ?? uris.push(dataUriOf(fitted)) - 1;
    indexes.set(picture.asset, index);
    return { ...panel, picture: index };
  });
  const { scenes, totalSeconds, ratio } = animatic;
  const data = { panels, scenes, totalSeconds, ratio, captions, pictures: uris };
  const parts: Readonly<Record<string, string>> = {
    "{{title}}": escapeHtml(animatic.title),
    "{{policy}}": policyFor(style ?? "", script ?? ""),
    // "<" could end the element that holds the data.
    "{{animatic}}": JSON.stringify(data).replace(/</g, "\\u003c"),
    '<link rel="stylesheet" href="player.css" />': `<style>${style}</style>`,
    '<script src="player.js"></script>': `<script>${script}</script>`,
  };
  const html = (page ?? "").replace(
    /\{\{\w+\}\}|<link rel="stylesheet".*?>|<script src=.*?<\/script>/g,
    (part) => parts[part] ?? part,
  );
  return new TextEncoder().encode(html);
};

const readPlayerPart = (ending: string): Promise<string> =>
  readFile(new URL(`../../../assets/animatic/player.${ending}`, import.meta.url), "utf8");

const policyFor = (style: string, script: string): string =>
  [
    "default-src 'none'",
    "img-src data:",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

const dataUriOf = ({ jpeg }: FittedPicture): string =>
  `data:image/jpeg;base64,${Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength).toString("base64")}`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`).replace(/\p{Cc}/gu, " ");
