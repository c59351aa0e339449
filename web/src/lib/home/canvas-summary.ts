import type { NodeType } from "@backlot/shared/canvas/node-types/registry";

const WORDS: readonly (readonly [NodeType, string, string])[] = [
  ["scene", "scene", "scenes"],
  ["shot", "shot", "shots"],
  ["character", "character", "characters"],
  ["location", "location", "locations"],
  ["note", "note", "notes"],
];

/** The two largest facts about a canvas: "8 scenes, 14 shots". */
export const summarizeNodes = (nodes: readonly { type: NodeType }[]): string => {
  const parts: string[] = [];
  for (const [type, one, many] of WORDS) {
    const count = nodes.filter((node) => node.type === type).length;
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`);
  }
  return parts.slice(0, 2).join(", ") || "Empty";
};
