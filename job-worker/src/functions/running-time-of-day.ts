import * as Y from "yjs";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { compareOrder, type Ordered } from "@backlot/shared/canvas/order";
import { resolveTimeOfDay } from "@backlot/shared/screenplay/parse-heading";

/** The time a scene plays at: CONTINUOUS, LATER and SAME take that of the scene before them in the running order. */
export const runningTimeOfDay = (
  canvas: CanvasDocument,
  sceneId: string,
  timeOfDay: string | undefined,
): string | undefined => {
  const isInherited =
    timeOfDay !== undefined && resolveTimeOfDay(timeOfDay, UNLIKE_ANY_TIME) === UNLIKE_ANY_TIME;
  if (!isInherited) return timeOfDay;
  let running: string | undefined;
  for (const scene of listSceneTimes(canvas).sort(compareOrder)) {
    running = resolveTimeOfDay(scene.timeOfDay, running) ?? running;
    if (scene.id === sceneId) break;
  }
  return running;
};

const UNLIKE_ANY_TIME = "\u0000";

/** Two fields of every scene: reading whole scenes would turn every script into a string. */
const listSceneTimes = (canvas: CanvasDocument): (Ordered & { timeOfDay?: string })[] => {
  const scenes: (Ordered & { timeOfDay?: string })[] = [];
  for (const [id, node] of canvas.nodes.entries()) {
    if (!(node instanceof Y.Map) || node.get("type") !== "scene") continue;
    const data = node.get("data");
    const order = node.get("order");
    const timeOfDay: unknown = data instanceof Y.Map ? data.get("timeOfDay") : undefined;
    scenes.push({
      id,
      ...(typeof order === "string" && { order }),
      ...(typeof timeOfDay === "string" && { timeOfDay }),
    });
  }
  return scenes;
};
