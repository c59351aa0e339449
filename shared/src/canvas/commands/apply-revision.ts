import * as Y from "yjs";
import type { ScreenplayBreakdown } from "../../screenplay/breakdown.ts";
import { planRevision } from "../../screenplay/revision/plan-revision.ts";
import type { PlannedNode, RevisionFacts, RevisionPlan } from "../../screenplay/revision/revision-plan.ts";
import { makeNodeMap, type CanvasDocument, type NodeShell } from "../document.ts";
import { edgeIdOf } from "../edges.ts";
import { createFreePlaces } from "../free-places.ts";
import type { NodeType } from "../node-types/registry.ts";
import { WORKER_RESULT } from "../origins.ts";
import { readRevisionFacts } from "../queries/read-revision-facts.ts";
import type { CommandResult } from "./command-result.ts";
import { writeFields } from "./node-fields.ts";
import { removeNodes } from "./remove-nodes.ts";
import { putEdge } from "./stored-edge.ts";

export interface RevisionCounts {
  unchanged: number;
  changed: number;
  moved: number;
  added: number;
  omitted: number;
  removed: number;
}

/**
 * Brings a canvas to a revised screenplay in one update. What is there keeps its id, place, shots and takes; a scene that
 * is gone stays as omitted, or is removed when `omitted` says so and nothing was made of it. The job is marked as applied in
 * the same update, so that a job that runs twice has one effect.
 */
export const applyRevision = (
  canvas: CanvasDocument,
  {
    jobId,
    breakdown,
    omitted,
  }: { jobId: string; breakdown: ScreenplayBreakdown; omitted: "keep" | "remove" },
  origin: unknown = WORKER_RESULT,
): CommandResult<{ counts: RevisionCounts }> => {
  const facts = readRevisionFacts(canvas);
  const plan = planRevision(facts, breakdown, (key) => `${jobId}-${key}`);
  const removable = omitted === "remove" ? plan.omitted.filter(({ isBare }) => isBare) : [];
  if (!canvas.applied.has(jobId)) {
    canvas.doc.transact(() => {
      writeNames(canvas, plan, facts);
      writeScenes(canvas, plan, facts);
      removeNodes(
        canvas,
        removable.map(({ id }) => id),
        origin,
      );
      for (const { id } of plan.omitted) dataOf(canvas, id)?.set("omitted", true);
      for (const id of [...canvas.imported.keys()]) if (!canvas.nodes.has(id)) canvas.imported.delete(id);
      canvas.applied.set(jobId, true);
    }, origin);
  }
  return { ok: true, counts: countRevision(plan, removable.length) };
};

const countRevision = (plan: RevisionPlan, removed: number): RevisionCounts => {
  const known = plan.scenes.filter(({ isNew }) => !isNew);
  const isChanged = (scene: RevisionPlan["scenes"][number]): boolean =>
    Object.keys(scene.writes).length + scene.castAdded.length + scene.castDropped.length > 0 ||
    scene.parent !== undefined ||
    scene.isRestored;
  return {
    unchanged: known.filter((scene) => !isChanged(scene) && !scene.isMoved).length,
    changed: known.filter(isChanged).length,
    moved: known.filter(({ isMoved }) => isMoved).length,
    added: plan.scenes.length - known.length,
    omitted: plan.omitted.length - removed,
    removed,
  };
};

const writeNames = (canvas: CanvasDocument, plan: RevisionPlan, facts: RevisionFacts): void => {
  const places = createFreePlaces(facts.nodes);
  const write = (type: NodeType, node: PlannedNode, place: () => { x: number; y: number }): void => {
    if (node.isNew) addPlanned(canvas, node.id, { type, ...place() }, node.writes);
    else updatePlanned(canvas, type, node.id, node.writes);
    if (node.imported) canvas.imported.set(node.id, node.imported);
  };
  for (const node of plan.characters) write("character", node, () => places.forCast("character"));
  for (const node of plan.locations) write("location", node, () => places.forCast("location"));
  for (const act of plan.acts) {
    const first = plan.scenes.find((scene) => scene.parent === act.id && !scene.isNew);
    const at = facts.nodes.find(({ id }) => id === first?.id);
    write("act", act, () => ({ x: at?.x ?? 0, y: at?.y ?? 0 }));
  }
};

const writeScenes = (canvas: CanvasDocument, plan: RevisionPlan, facts: RevisionFacts): void => {
  const places = createFreePlaces(facts.nodes);
  const points = new Map<string, { x: number; y: number }>(facts.nodes.map((node) => [node.id, node]));
  for (const scene of plan.scenes) {
    const { id, parent, order } = scene;
    if (scene.isNew) {
      const point = places.forScene(scene.behind === undefined ? undefined : points.get(scene.behind));
      points.set(id, point);
      const shell: NodeShell = { type: "scene", x: point.x, y: point.y };
      if (order !== undefined) shell.order = order;
      if (typeof parent === "string") shell.parent = parent;
      addPlanned(canvas, id, shell, scene.writes);
    } else {
      const node = canvas.nodes.get(id);
      if (order !== undefined) node?.set("order", order);
      if (typeof parent === "string") node?.set("parent", parent);
      else if (parent === null) node?.delete("parent");
      updatePlanned(canvas, "scene", id, scene.writes);
      if (scene.isRestored) dataOf(canvas, id)?.delete("omitted");
    }
    for (const character of scene.castAdded) putEdge(canvas, "appears-in", character, id);
    for (const character of scene.castDropped) canvas.edges.delete(edgeIdOf("appears-in", character, id));
    if (scene.imported) canvas.imported.set(id, scene.imported);
  }
};

const addPlanned = (
  canvas: CanvasDocument,
  id: string,
  shell: NodeShell,
  fields: Readonly<Record<string, unknown>>,
): void => {
  canvas.nodes.set(id, makeNodeMap(shell, fields));
};

const updatePlanned = (
  canvas: CanvasDocument,
  type: NodeType,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): void => {
  const data = dataOf(canvas, id);
  if (data) writeFields(type, data, fields);
};

const dataOf = (canvas: CanvasDocument, id: string): Y.Map<unknown> | undefined => {
  const data = canvas.nodes.get(id)?.get("data");
  return data instanceof Y.Map ? data : undefined;
};
