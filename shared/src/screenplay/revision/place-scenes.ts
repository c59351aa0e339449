import { orderAtStart, orderBehind, type Ordered } from "../../canvas/order.ts";
import { longestRisingRun } from "./longest-run.ts";

export interface SceneToPlace {
  readonly id: string;
  /** Its place in the former draft; absent = it is new. */
  readonly scriptOrder?: string | undefined;
  /** Its place in the running order of the canvas, which a person may have changed. */
  readonly canvasOrder?: string | undefined;
}

export interface PlacedScene {
  readonly scriptOrder: string;
  readonly canvasOrder: string;
}

/**
 * Orders for the scenes of a revised screenplay, given in its order. Those that stand to each other as in the former draft
 * keep both orders, so a place that a person chose by hand lasts; the others go behind the scene before them. `others` are
 * the scenes of the canvas that the screenplay does not have.
 */
export const placeScenes = (
  scenes: readonly SceneToPlace[],
  others: readonly SceneToPlace[],
): PlacedScene[] => {
  const kept = longestRisingRun(scenes.map(({ scriptOrder }) => scriptOrder));
  const all = [...scenes, ...others];
  const script = rowOf(
    all.filter((_, index) => index >= scenes.length || kept.has(index)),
    "scriptOrder",
  );
  const canvas = rowOf(all, "canvasOrder");
  let previous: string | undefined;
  return scenes.map(({ id, scriptOrder, canvasOrder }, index) => {
    const stays = kept.has(index) && scriptOrder !== undefined;
    const placed = {
      scriptOrder: stays ? scriptOrder : script.placeBehind(id, previous),
      canvasOrder:
        canvasOrder !== undefined && (stays || canvas.standsBehind(id, previous))
          ? canvasOrder
          : canvas.placeBehind(id, previous),
    };
    previous = id;
    return placed;
  });
};

const rowOf = (scenes: readonly SceneToPlace[], key: "scriptOrder" | "canvasOrder") => {
  const row = new Map<string, Ordered>();
  for (const scene of scenes) {
    const order = scene[key];
    if (order !== undefined) row.set(scene.id, { id: scene.id, order });
  }
  const siblings = (): Ordered[] => [...row.values()];
  return {
    placeBehind: (id: string, previous: string | undefined): string => {
      row.delete(id);
      const before = previous === undefined ? undefined : row.get(previous);
      const order = before ? orderBehind(before, siblings()) : orderAtStart(siblings());
      row.set(id, { id, order });
      return order;
    },
    /** Directly behind `previous`, or at the start when there is none. */
    standsBehind: (id: string, previous: string | undefined): boolean => {
      const own = row.get(id)?.order;
      const lower = previous === undefined ? "" : row.get(previous)?.order;
      if (own === undefined || lower === undefined || own <= lower) return false;
      for (const { order } of row.values())
        if (order !== undefined && order > lower && order < own) return false;
      return true;
    },
  };
};
