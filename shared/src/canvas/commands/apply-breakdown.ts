import type { ScreenplayBreakdown } from "../../screenplay/breakdown.ts";
import { rememberFields, sceneFieldsOf } from "../../screenplay/revision/script-fields.ts";
import { makeNodeMap, type CanvasDocument, type NodeShell } from "../document.ts";
import { LAYOUT } from "../layout.ts";
import { orderAtEnd, type Ordered } from "../order.ts";
import { WORKER_RESULT } from "../origins.ts";
import { readNodes } from "../queries/read-canvas.ts";
import type { Imported } from "../imported.ts";
import type { CommandResult } from "./command-result.ts";
import { putEdge } from "./stored-edge.ts";

export interface BreakdownCounts {
  scenes: number;
  characters: number;
  locations: number;
  acts: number;
  edges: number;
}

/**
 * Lays a broken-down screenplay out on the canvas in one update. Ids derive from the job id and the job is marked as
 * applied in the same update, so that a job that runs twice has one effect.
 */
export const applyBreakdown = (
  canvas: CanvasDocument,
  { jobId, breakdown }: { jobId: string; breakdown: ScreenplayBreakdown },
  origin: unknown = WORKER_RESULT,
): CommandResult<{ counts: BreakdownCounts }> => {
  const counts = countBreakdown(breakdown);
  if (!canvas.applied.has(jobId)) {
    canvas.doc.transact(() => {
      writeBreakdown(canvas, jobId, breakdown);
      canvas.applied.set(jobId, true);
    }, origin);
  }
  return { ok: true, counts };
};

const countBreakdown = (breakdown: ScreenplayBreakdown): BreakdownCounts => ({
  scenes: breakdown.scenes.length,
  characters: breakdown.characters.length,
  locations: breakdown.locations.length,
  acts: breakdown.sections.length,
  edges:
    breakdown.scenes.reduce(
      (sum, scene) => sum + scene.characterKeys.length + (scene.locationKey ? 1 : 0),
      0,
    ) + Math.max(0, breakdown.scenes.length - 1),
});

const writeBreakdown = (canvas: CanvasDocument, jobId: string, breakdown: ScreenplayBreakdown): void => {
  const existing = readNodes(canvas);
  const top = existing.length === 0 ? 0 : Math.max(...existing.map(({ y }) => y)) + LAYOUT.belowExisting;
  const idOf = (key: string): string => `${jobId}-${key}`;
  const add = (
    key: string,
    shell: NodeShell,
    data: Readonly<Record<string, unknown>>,
    more: Omit<Imported, "fields"> = {},
  ): void => {
    canvas.nodes.set(idOf(key), makeNodeMap(shell, data));
    canvas.imported.set(idOf(key), { fields: rememberFields(data), ...more });
  };

  let columnY = top;
  for (const { key, name, isLead } of breakdown.characters) {
    add(key, { type: "character", x: 0, y: columnY }, { name, role: isLead ? "Lead" : undefined });
    columnY += LAYOUT.columnPitch;
  }
  columnY += LAYOUT.columnGroupGap;
  for (const { key, name, interiorExterior } of breakdown.locations) {
    add(key, { type: "location", x: 0, y: columnY }, { name, interiorExterior });
    columnY += LAYOUT.columnPitch;
  }

  const actOfScene = new Map<string, string>();
  breakdown.sections.forEach(({ title, sceneKeys }, index) => {
    add(`act-${index + 1}`, { type: "act", x: LAYOUT.sceneX, y: top }, { title });
    for (const sceneKey of sceneKeys) actOfScene.set(sceneKey, idOf(`act-${index + 1}`));
  });

  const scenesBefore: Ordered[] = existing.filter((node) => node.type === "scene");
  let order = orderAtEnd(scenesBefore);
  let sceneY = top;
  let previousAct: string | undefined;
  for (const [index, scene] of breakdown.scenes.entries()) {
    const act = actOfScene.get(scene.key);
    if (index > 0) {
      order = orderAtEnd([{ id: scene.key, order }]);
      sceneY += LAYOUT.scenePitch + (act === previousAct ? 0 : LAYOUT.actGap);
    }
    previousAct = act;
    const location = scene.locationKey === undefined ? undefined : idOf(scene.locationKey);
    const placed = { order, ...(act !== undefined && { act }) };
    add(
      scene.key,
      { type: "scene", x: LAYOUT.sceneX, y: sceneY, order, ...(act !== undefined && { parent: act }) },
      { ...sceneFieldsOf(scene, location), omitted: scene.isOmitted },
      { ...placed, cast: scene.characterKeys.map(idOf) },
    );
    for (const characterKey of scene.characterKeys)
      putEdge(canvas, "appears-in", idOf(characterKey), idOf(scene.key));
  }
};
