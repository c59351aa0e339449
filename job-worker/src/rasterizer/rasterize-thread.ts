// Runs in a worker thread. Only the bundled font is known, so that a caption looks the same on every machine.
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import type { RasterImage } from "./rasterize.ts";

export interface RasterizeTask {
  svg: string;
  widths: number[];
}

const FONT_FILE = fileURLToPath(new URL("../../assets/fonts/Inter-SemiBold.otf", import.meta.url));
const MAX_WIDTH_PX = 4096;

export default function rasterize(task: RasterizeTask): RasterImage[] {
  return task.widths.map((wanted) => {
    const width = Number.isFinite(wanted) ? Math.max(1, Math.min(MAX_WIDTH_PX, Math.round(wanted))) : 1;
    const image = new Resvg(task.svg, {
      fitTo: { mode: "width", value: width },
      // Reading the font costs more than drawing most panels; only captions need it.
      font: task.svg.includes("<text")
        ? { loadSystemFonts: false, fontFiles: [FONT_FILE], defaultFontFamily: "Inter" }
        : { loadSystemFonts: false },
    }).render();
    return { png: image.asPng(), width: image.width, height: image.height };
  });
}
