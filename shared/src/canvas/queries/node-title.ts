import { INTERIOR_EXTERIOR, type InteriorExterior } from "../node-types/scene.ts";
import { nodeTypes } from "../node-types/registry.ts";
import { isProposal } from "./is-proposal.ts";
import type { CanvasNode } from "./read-node.ts";

/** "INT. WHEELHOUSE – NIGHT": the heading parts as a slugline; "OMITTED", or "Untitled scene" when nothing is set. */
export const sluglineOf = (scene: Pick<CanvasNode, "data">, locationName?: string): string => {
  const { interiorExterior, setName, timeOfDay, modifier, omitted } = scene.data;
  if (omitted === true) return "OMITTED";
  const prefix =
    typeof interiorExterior === "string"
      ? INTERIOR_EXTERIOR.labels[interiorExterior as InteriorExterior]
      : "";
  const set = typeof setName === "string" && setName !== "" ? setName : (locationName ?? "");
  const place = [prefix, set].filter((part) => part !== "").join(" ");
  const parts = [place, timeOfDay, modifier].filter((part) => typeof part === "string" && part !== "");
  return parts.length > 0 ? parts.join(" – ") : "Untitled scene";
};

/** How a node is called in toasts, hints, the outline and announcements: "Scene 7", "Shot 6B", "INES". */
export const nodeTitleOf = (node: CanvasNode, numbers: ReadonlyMap<string, string>): string => {
  if (isProposal(node)) return "Proposed shot";
  const { label, noun } = nodeTypes[node.type];
  const number = numbers.get(node.id);
  if (number !== undefined) return `${label} ${number}`;
  const name = node.data["name"] ?? node.data["title"];
  return typeof name === "string" && name !== "" ? name : `Untitled ${noun}`;
};
