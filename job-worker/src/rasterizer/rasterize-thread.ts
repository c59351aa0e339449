// Runs in a worker thread: drawing a panel and inking it are both work for the processor. Only the bundled font is
// known, so that a caption looks the same on every machine.
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { workerData } from "node:worker_threads";
import { Resvg } from "@resvg/resvg-js";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import type { PanelInput } from "@backlot/shared/storyboard/panel-input";
import type { DrawnPanel, RasterImage } from "./rasterize.ts";

export type RasterizeTask = { widths: number[] } & ({ svg: string } | { panel: PanelInput });

const FONT_FILE = fileURLToPath(new URL("../../assets/fonts/Inter-SemiBold.otf", import.meta.url));
const MAX_WIDTH_PX = 4096;
/** A third of the processor beside a thread of normal priority; all of it beside none. */
const GIVES_WAY_PRIORITY = 5;

// Linux alone has a priority for a thread; elsewhere this would be the whole process's.
const { givesWay } = workerData as { givesWay: boolean };
if (givesWay && process.platform === "linux") setPriority(GIVES_WAY_PRIORITY);

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as (options: { type: "minor" }) => void;

export default function rasterize(task: RasterizeTask): DrawnPanel {
  const { svg, missing } = "panel" in task ? drawPanel(task.panel) : { svg: task.svg, missing: [] };
  const images = task.widths.map((width) => rasterizeAt(svg, width));
  // V8 sees two small objects and not the 4 MiB of pixels behind them: by itself it would keep hundreds of panels.
  collectGarbage({ type: "minor" });
  return { images, missing };
}

function rasterizeAt(svg: string, wanted: number): RasterImage {
  const width = Number.isFinite(wanted) ? Math.max(1, Math.min(MAX_WIDTH_PX, Math.round(wanted))) : 1;
  const image = new Resvg(svg, {
    fitTo: { mode: "width", value: width },
    // Reading the font costs more than drawing most panels; only captions need it.
    font: svg.includes("<text")
      ? { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: "Inter" }
      : { loadSystemFonts: false },
  }).render();
  return { png: image.asPng(), width: image.width, height: image.height };
}
