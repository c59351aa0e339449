import type { Viewport } from "./edges/edge-painter.ts";

/** Where this browser last looked at a canvas, so that a reload comes back to the same place. */
const keyOf = (canvasId: string): string => `backlot:view:${canvasId}`;

export const rememberView = (canvasId: string, { x, y, zoom }: Viewport): void => {
  try {
    sessionStorage.setItem(keyOf(canvasId), JSON.stringify({ x, y, zoom }));
  } catch {
    // Storage may be forbidden or full; the canvas then opens at its beginning.
  }
};

export const rememberedView = (canvasId: string): Viewport | undefined => {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(canvasId)) ?? "null");
    if (typeof value !== "object" || value === null) return undefined;
    const { x, y, zoom } = value as Record<string, unknown>;
    return typeof x === "number" && typeof y === "number" && typeof zoom === "number" && zoom > 0
      ? { x, y, zoom }
      : undefined;
  } catch {
    return undefined;
  }
};
