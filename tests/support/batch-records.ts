import type { NewBatch } from "@backlot/shared/server/batches/submit-batch";
import type { Records } from "@backlot/shared/server/database/records";

const NODES = new Map([
  ["shot-1", "shot"],
  ["shot-2", "shot"],
  ["shot-3", "shot"],
  ["scene-1", "scene"],
]);

/** A canvas in a project of its own, unless one is given. */
export const insertCanvas = async (records: Records, id: string, projectId = `p-${id}`): Promise<void> => {
  const at = { created_at: 1, updated_at: 1 };
  await records
    .insertInto("workspaces")
    .values({ id: `w-${projectId}`, name: "W", created_at: 1 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await records
    .insertInto("projects")
    .values({ id: projectId, workspace_id: `w-${projectId}`, name: "P", ...at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await records
    .insertInto("canvases")
    .values({ id, project_id: projectId, title: "C", ...at })
    .execute();
};

export const storyboardOf = (nodeIds: readonly string[], changes: Partial<NewBatch> = {}): NewBatch => ({
  canvasId: "canvas-1",
  function: "storyboard",
  nodeIds,
  options: {},
  actor: { id: "ada", name: "Ada Lindqvist" },
  nodes: NODES,
  ...changes,
});

/** A batch of so many shots. */
export const storyboardOfMany = (count: number, changes: Partial<NewBatch> = {}): NewBatch => {
  const ids = Array.from({ length: count }, (_, index) => `many-${index}`);
  return storyboardOf(ids, { nodes: new Map(ids.map((id) => [id, "shot"])), ...changes });
};
