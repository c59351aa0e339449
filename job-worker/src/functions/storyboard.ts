import { storyboardOptionsSchema } from "@backlot/shared/functions/storyboard";
import type { FunctionImplementation } from "./function-implementation.ts";
import { readPanelInput } from "./read-panel-input.ts";
import { PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX } from "../rasterizer/rasterize.ts";

export const drawStoryboard: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading scene");
  const options = storyboardOptionsSchema.parse(run.options);
  const input = readPanelInput(run.canvas, run.nodeId, options);
  if (!input) return { kind: "node-deleted" };
  return run.reuse(input, async () => {
    run.report(0.2, "Drawing figures");
    const { images, missing } = await run.rasterizer.drawPanel(
      input,
      [PANEL_WIDTH_PX, THUMBNAIL_WIDTH_PX],
      run.signal,
    );
    const [panel, thumbnail] = images;
    if (!panel || !thumbnail) throw new Error("The rasterizer returned fewer pictures than asked for");
    run.report(0.8, "Inking");
    const store = (bytes: Uint8Array) =>
      run.assets.put({ canvasId: run.canvasId, bytes, mediaType: "image/png", kind: "picture" });
    const [asset, small] = await Promise.all([store(panel.png), store(thumbnail.png)]);
    return {
      asset: asset.hash,
      thumbnail: small.hash,
      width: panel.width,
      height: panel.height,
      parameters: options,
      ...(missing.length > 0 && { missing: [...missing] }),
    };
  });
};
