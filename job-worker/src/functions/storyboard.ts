import { createHash } from "node:crypto";
import { storyboardFunction, storyboardOptionsSchema } from "@backlot/shared/functions/storyboard";
import type { FunctionImplementation } from "./function-implementation.ts";
import { readPanelInput } from "./read-panel-input.ts";
import { drawPanel } from "@backlot/shared/storyboard/draw-panel";
import { PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX } from "../rasterizer/rasterize.ts";

export const drawStoryboard: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading scene");
  const options = storyboardOptionsSchema.parse(run.options);
  const input = readPanelInput(run.canvas, run.nodeId, options);
  if (!input) return { kind: "node-deleted" };
  run.report(0.2, "Drawing figures");
  const { svg, missing } = drawPanel(input);
  run.report(0.5, "Inking");
  const [panel, thumbnail] = await run.rasterizer.rasterize(svg, [PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX]);
  if (!panel || !thumbnail) throw new Error("The rasterizer returned fewer pictures than asked for");
  run.signal.throwIfAborted();
  run.report(0.8, "Inking");
  const store = (bytes: Uint8Array) =>
    run.assets.put({ canvasId: run.canvasId, bytes, mediaType: "image/png", kind: "picture" });
  const [asset, small] = await Promise.all([store(panel.png), store(thumbnail.png)]);
  return {
    kind: "take",
    take: {
      asset: asset.hash,
      thumbnail: small.hash,
      width: panel.width,
      height: panel.height,
      parameters: options,
      inputHash: hashInput(input),
      ...(missing.length > 0 && { missing: [...missing] }),
    },
  };
};

/** Equal inputs give equal hashes whatever the order of their keys; a new version of the function gives new ones. */
const hashInput = (input: unknown): string => {
  const canonical = JSON.stringify(
    [storyboardFunction.name, storyboardFunction.version, input],
    (_key, value: unknown) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
        : value,
  );
  return createHash("sha256").update(canonical).digest("hex");
};
