import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Animatic } from "@backlot/shared/animatic/plan-animatic";
import { writePlayer } from "./write-player.ts";

const picture = { asset: "a".repeat(64), thumbnail: "b".repeat(64) };
const pictures = new Map([
  [picture.asset, { jpeg: new Uint8Array([0xff, 0xd8, 0xff]), width: 2, height: 1 }],
]);

const animaticOf = (words: string): Animatic => ({
  title: words,
  ratio: 2,
  totalSeconds: 7,
  withoutDuration: [],
  scenes: [{ number: "1", slugline: words, tone: "dusk", startSeconds: 0 }],
  panels: [0, 1, 2].map((index) => ({
    ...{ number: `1${index}`, scene: 0, startSeconds: index, durationSeconds: 1, camera: "WS", size: "WS" },
    description: words,
    ...(index < 2 && { picture }),
  })),
});

const write = async (words: string): Promise<string> =>
  new TextDecoder().decode(await writePlayer({ animatic: animaticOf(words), pictures, captions: true }));
const dataOf = (html: string): { panels: { description: string; picture?: number }[]; pictures: string[] } =>
  JSON.parse(
    /<script id="animatic" type="application\/json">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "",
  ) as never;

describe("the player's file", () => {
  it("lets its own script and style run, and nothing else, and fetches nothing", async () => {
    const html = await write("Night ferry");
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? "";
    const hashOf = (text: string | undefined): string =>
      `'sha256-${createHash("sha256")
        .update(text ?? "")
        .digest("base64")}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src ${hashOf(/<script>([\s\S]*?)<\/script>/.exec(html)?.[1])}`);
    expect(policy).toContain(`style-src ${hashOf(/<style>([\s\S]*?)<\/style>/.exec(html)?.[1])}`);
    expect(policy).not.toContain("unsafe");
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
    expect(html).not.toMatch(/\{\{|\bon\w+=|style="|https?:\/\//);
  });

  it("holds every picture once", async () => {
    const { panels, pictures: uris } = dataOf(await write("Night ferry"));
    expect(uris).toEqual(["data:image/jpeg;base64,/9j/"]);
    expect(panels.map((panel) => panel.picture)).toEqual([0, 0, undefined]);
  });

  it.each([
    "</script><script>alert(1)</script>",
    "<!--<script>",
    '"><img src=x onerror=alert(1)>',
    "$& $1 {{policy}}",
  ])("keeps %j as text", async (words) => {
    const html = await write(words);
    expect(dataOf(html).panels[0]?.description).toBe(words);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html).not.toContain("<img src=x");
    expect(html).not.toContain("<script>alert");
  });
});
