import type { NodeData } from "@backlot/shared/canvas/node-types/registry";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { CONTINUITY_RULES } from "@backlot/shared/continuity/rule-names";

export interface ShownFinding {
  /** What the rule looks for, in words: "Jump cut". */
  title: string;
  nodeIds: readonly string[];
  muted: boolean;
}

/** What a note says of the continuity check; undefined for a person's own note. */
export const findingOf = (node: CanvasNode): ShownFinding | undefined => {
  if (node.type !== "note") return undefined;
  const { finding, muted } = node.data as NodeData<"note">;
  if (!finding) return undefined;
  const labels: Readonly<Record<string, string>> = CONTINUITY_RULES.labels;
  // A newer version may have written a rule that this one does not know.
  const title = Object.hasOwn(labels, finding.rule) ? labels[finding.rule] : undefined;
  return { title: title ?? "Continuity", nodeIds: finding.nodeIds, muted: muted === true };
};
