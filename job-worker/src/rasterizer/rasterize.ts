// Panels are drawn and PNGs made off the main thread: the worker's event loop must go on answering Redis and the
// sync-server meanwhile.
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { PanelInput } from "@backlot/shared/storyboard/panel-input";
import type { RasterizeTask } from "./rasterize-thread.ts";

export interface RasterImage {
  png: Uint8Array;
  width: number;
  height: number;
}

export interface DrawnPanel {
  images: RasterImage[];
  /** What the shot did not say and the drawing assumed. */
  missing: string[];
}

export interface Rasterizer {
  /** One PNG per width, in the order asked. Rejects when the SVG cannot be read. */
  rasterize(svg: string, widths: number[]): Promise<RasterImage[]>;
  /** Draws a panel and gives one PNG per width. */
  drawPanel(panel: PanelInput, widths: number[], signal?: AbortSignal): Promise<DrawnPanel>;
}

export interface RasterizerPool extends Rasterizer {
  close(): Promise<void>;
}

/** Widths that a take keeps: the full panel and the one that nodes and lists show. */
export const PANEL_WIDTH_PX = 1280;
export const THUMBNAIL_WIDTH_PX = 410;

export const RASTERIZER_THREADS = Math.min(4, availableParallelism());

/**
 * Threads that give way leave the processor to the event loops, which answer people and pass results on, and to threads
 * that do not give way.
 */
export function createRasterizer({
  threads = RASTERIZER_THREADS,
  givesWay = false,
}: { threads?: number; givesWay?: boolean } = {}): RasterizerPool {
  const pool = new Piscina<RasterizeTask, DrawnPanel>({
    filename: new URL("./rasterize-thread.ts", import.meta.url).href,
    workerData: { givesWay },
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 30_000,
    // Native memory is freed by the thread's event loop, which must turn between two tasks for that.
    atomics: "disabled",
  });
  return {
    rasterize: async (svg, widths) => (await pool.run({ svg, widths })).images,
    drawPanel: (panel, widths, signal) => pool.run({ panel, widths }, signal ? { signal } : {}),
    close: () => pool.destroy(),
  };
}
