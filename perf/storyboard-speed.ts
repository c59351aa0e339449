// How fast panels are drawn: 200 shots of every kind through the worker's own function, rasterised and stored as it
// does, then again with 20 of them changed. `node perf/storyboard-speed.ts [panels] [threads]`
import { monitorEventLoopDelay } from "node:perf_hooks";
import * as Y from "yjs";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { openCanvasDocument, type CanvasDocument } from "@backlot/shared/canvas/document";
import { LOCATION_KITS } from "@backlot/shared/canvas/node-types/location";
import {
  SHOT_ANGLES,
  SHOT_FRAMINGS,
  SHOT_MOVEMENTS,
  SHOT_SIZES,
} from "@backlot/shared/canvas/node-types/shot";
import { hashCanonically } from "@backlot/shared/server/batches/canonical-hash";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import type { MadeTake } from "../job-worker/src/functions/function-implementation.ts";
import { readPanelInput } from "../job-worker/src/functions/read-panel-input.ts";
import { drawStoryboard } from "../job-worker/src/functions/storyboard.ts";
import { createRasterizer } from "../job-worker/src/rasterizer/rasterize.ts";

const PANELS = Number(process.argv[2] ?? 200);
const THREADS = Number(process.argv[3] ?? 2);
const CHANGED = Math.round(PANELS / 10);
const SHOTS_PER_SCENE = 8;
const TIMES = ["DAY", "NIGHT", "DUSK", "DAWN"];
const at = { x: 0, y: 0 };

/** A film in which every kind of place, size, angle, movement and framing turns up. */
function makeFilm(): { canvas: CanvasDocument; shots: string[] } {
  const canvas = openCanvasDocument(new Y.Doc());
  for (let person = 0; person < 6; person++)
    addNode(canvas, { id: `person-${person}`, type: "character", ...at, data: { name: `PERSON ${person}` } });
  const shots: string[] = [];
  for (let shot = 0; shot < PANELS; shot++) {
    const scene = `scene-${Math.floor(shot / SHOTS_PER_SCENE)}`;
    if (shot % SHOTS_PER_SCENE === 0) {
      const place = shot / SHOTS_PER_SCENE;
      const kit = LOCATION_KITS.codes[place % LOCATION_KITS.codes.length];
      addNode(canvas, { id: `${scene}-place`, type: "location", ...at, data: { kit } });
      const data = {
        location: `${scene}-place`,
        timeOfDay: TIMES[place % 4],
        interiorExterior: place % 3 === 0 ? "EXT" : "INT",
      };
      addNode(canvas, { id: scene, type: "scene", ...at, data });
      connect(canvas, { source: `person-${place % 6}`, target: scene });
      connect(canvas, { source: `person-${(place + 1) % 6}`, target: scene });
    }
    const data = {
      scene,
      size: SHOT_SIZES.codes[shot % SHOT_SIZES.codes.length],
      angle: SHOT_ANGLES.codes[(shot >> 1) % SHOT_ANGLES.codes.length],
      movement: SHOT_MOVEMENTS.codes[shot % SHOT_MOVEMENTS.codes.length],
      framing: SHOT_FRAMINGS.codes[shot % SHOT_FRAMINGS.codes.length],
      lensMm: [18, 35, 50, 85][shot % 4],
    };
    addNode(canvas, { id: `shot-${shot}`, type: "shot", ...at, data });
    shots.push(`shot-${shot}`);
  }
  return { canvas, shots };
}

const film = makeFilm();
const rasterizer = createRasterizer({ threads: THREADS });
const results = new Map<string, MadeTake>();
let bytes = 0;

/** All panels, ten at a time as a worker does; the seconds it took and how many were drawn anew. */
async function drawAll(): Promise<{
  seconds: number;
  cpuSeconds: number;
  made: number;
  loopDelayMs: number;
}> {
  let made = 0;
  const waiting = [...film.shots];
  const loop = monitorEventLoopDelay({ resolution: 2 });
  loop.enable();
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const runNext = async (): Promise<void> => {
    for (let nodeId = waiting.shift(); nodeId !== undefined; nodeId = waiting.shift()) {
      await drawStoryboard({
        jobId: nodeId,
        canvasId: "canvas",
        nodeId,
        options: {},
        canvas: film.canvas,
        assets: storeNothing,
        rasterizer,
        signal: new AbortController().signal,
        report: () => undefined,
        reuse: async (input, make) => {
          const inputHash = hashCanonically(input);
          const found = results.get(inputHash);
          if (found) return { kind: "take", take: { ...found, inputHash }, reused: true };
          const take = await make();
          made += 1;
          results.set(inputHash, take);
          return { kind: "take", take: { ...take, inputHash } };
        },
      });
    }
  };
  await Promise.all(Array.from({ length: 10 }, runNext));
  const seconds = (performance.now() - startedAt) / 1000;
  loop.disable();
  const used = process.cpuUsage(before);
  const cpuSeconds = (used.user + used.system) / 1e6;
  return { seconds, cpuSeconds, made, loopDelayMs: loop.percentile(99) / 1e6 };
}

const storeNothing = {
  put: (asset: { bytes: Uint8Array }) => {
    bytes += asset.bytes.byteLength;
    return Promise.resolve({ hash: "0".repeat(64) });
  },
} as unknown as Parameters<typeof drawStoryboard>[0]["assets"];

const line = (text: string): boolean => process.stdout.write(`${text}\n`);
const drawingMs = film.shots
  .map((shot) => {
    const input = readPanelInput(film.canvas, shot, { marks: false });
    const startedAt = performance.now();
    if (input) drawPanel(input);
    return performance.now() - startedAt;
  })
  .sort((a, b) => a - b);
const quantile = (share: number): string =>
  (drawingMs[Math.floor((drawingMs.length - 1) * share)] ?? 0).toFixed(1);
line(`drawing alone (SVG): median ${quantile(0.5)} ms, p95 ${quantile(0.95)} ms, most ${quantile(1)} ms`);

const first = await drawAll();
line(
  `${PANELS} panels, ${THREADS} threads: ${first.seconds.toFixed(1)} s (${(PANELS / first.seconds).toFixed(0)}/s), ${first.cpuSeconds.toFixed(1)} s of processor, ` +
    `${(bytes / PANELS / 1024).toFixed(0)} kB each, event loop p99 ${first.loopDelayMs.toFixed(1)} ms (budget: 10 s)`,
);
for (const shot of film.shots.slice(0, CHANGED))
  updateNode(film.canvas, { id: shot, data: { lensMm: 24.5 } });
const second = await drawAll();
line(
  `${CHANGED} changed: ${second.made} drawn, ${(100 * (1 - second.made / PANELS)).toFixed(0)} % reused, ${second.seconds.toFixed(1)} s (budget: 80 % reused)`,
);
await rasterizer.close();
