import type { CanvasScene } from "./match-scenes.ts";
import type { PlannedOmission, RevisionFacts } from "./revision-plan.ts";
import { faceOf } from "./script-fields.ts";

/** Scenes of an earlier draft that the new one lacks. A scene that no screenplay ever had belongs to whoever made it. */
export const planOmissions = (
  facts: RevisionFacts,
  unmatched: readonly CanvasScene[],
  castByScene: ReadonlyMap<string, ReadonlySet<string>>,
): PlannedOmission[] => {
  const dropped = unmatched.filter(({ node, imported }) => imported && node.data["omitted"] !== true);
  if (dropped.length === 0) return [];
  const shots = new Map<unknown, number>();
  for (const { type, data } of facts.nodes)
    if (type === "shot") shots.set(data["scene"], (shots.get(data["scene"]) ?? 0) + 1);
  const referredTo = new Set(
    facts.edges.filter(({ type }) => type === "refers-to").map(({ target }) => target),
  );
  return dropped.map((scene) => {
    const { id } = scene.node;
    const shotCount = shots.get(id) ?? 0;
    const isBare =
      shotCount === 0 &&
      scene.node.takes.length === 0 &&
      !referredTo.has(id) &&
      !isEdited(scene, castByScene.get(id) ?? new Set());
    return { id, shots: shotCount, isBare };
  });
};

const isEdited = ({ node, imported }: CanvasScene, cast: ReadonlySet<string>): boolean => {
  const before = imported?.fields ?? {};
  const fields = new Set([...Object.keys(before), ...Object.keys(node.data)]);
  const known = new Set(imported?.cast);
  return (
    [...fields].some((field) => faceOf(field, node.data[field]) !== before[field]) ||
    [...cast].some((id) => !known.has(id))
  );
};
