import { compareOrder } from "@backlot/shared/canvas/order";
import type { CanvasModel } from "#lib/canvas/model/canvas-model.ts";

/** The contract's limit of one batch. */
export const MAX_BATCH_NODES = 1000;

export interface RunTarget {
  /** Shots in film order, so that the contact sheet reads as the cut. */
  ids: string[];
  /** "3 selected shots", "the 4 shots of the selection's scenes", "all 14 shots". */
  words: string;
}

/** What a node function would run on now: the selected shots, else those of selected scenes, else every shot. */
export const runTargetOf = (model: CanvasModel, selection: readonly string[]): RunTarget => {
  const selected = new Set(selection);
  const shots = shotsInFilmOrder(model);
  const direct = shots.filter((shot) => selected.has(shot.id));
  if (direct.length > 0) return describe(direct, `selected ${plural(direct.length)}`);
  const ofScenes = shots.filter((shot) => shot.sceneId !== undefined && selected.has(shot.sceneId));
  if (ofScenes.length > 0) return describe(ofScenes, `${plural(ofScenes.length)} of the selected scene`);
  return { ids: shots.map(({ id }) => id), words: `all ${shots.length} ${plural(shots.length)}` };
};

const describe = (shots: readonly { id: string }[], words: string): RunTarget => ({
  ids: shots.map(({ id }) => id),
  words: `${shots.length} ${words}`,
});

const plural = (count: number): string => (count === 1 ? "shot" : "shots");

const shotsInFilmOrder = (model: CanvasModel): { id: string; sceneId: string | undefined }[] => {
  const nodes = [...model.views.values()].map((view) => view.node);
  const sceneRank = new Map(
    nodes
      .filter((node) => node.type === "scene")
      .sort(compareOrder)
      .map((scene, rank) => [scene.id, rank]),
  );
  const rankOf = (sceneId: unknown): number =>
    typeof sceneId === "string" ? (sceneRank.get(sceneId) ?? Infinity) : Infinity;
  return nodes
    .filter((node) => node.type === "shot")
    .sort((a, b) => {
      const [left, right] = [rankOf(a.data["scene"]), rankOf(b.data["scene"])];
      return left === right ? compareOrder(a, b) : left - right;
    })
    .map((shot) => ({
      id: shot.id,
      sceneId: typeof shot.data["scene"] === "string" ? shot.data["scene"] : undefined,
    }));
};
