import { compareOrder } from "../order.ts";
import { isProposal } from "./is-proposal.ts";
import { shotsByScene } from "./list-edges.ts";
import type { CanvasNode } from "./read-node.ts";

/** Setup letters skip I and O, which read as 1 and 0 (US practice). */
const SETUP_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";

/**
 * Printed numbers of scenes and shots by node id. A fixed number (`data.number`) wins; else a scene counts by running
 * order from 1, and a shot is its scene's number plus a setup letter. A shot in no scene has none, nor has a proposed one.
 */
export const numberCanvas = (nodes: readonly CanvasNode[]): Map<string, string> => {
  const numbers = new Map<string, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const scenes = nodes.filter((node) => node.type === "scene").sort(compareOrder);
  scenes.forEach((scene, index) => numbers.set(scene.id, fixedNumber(scene) ?? String(index + 1)));
  for (const node of nodes) {
    const fixed = node.type === "shot" && !isProposal(node) ? fixedNumber(node) : undefined;
    if (fixed !== undefined) numbers.set(node.id, fixed);
  }
  for (const [sceneId, shots] of shotsByScene(nodes, byId)) {
    shots.forEach((shot, index) => {
      if (!numbers.has(shot.id)) numbers.set(shot.id, `${numbers.get(sceneId) ?? ""}${setupLetters(index)}`);
    });
  }
  return numbers;
};

/** 0 → A, 23 → Z, 24 → AA. */
export const setupLetters = (index: number): string => {
  const letter = SETUP_LETTERS.charAt(index % SETUP_LETTERS.length);
  const rest = Math.floor(index / SETUP_LETTERS.length);
  return rest === 0 ? letter : setupLetters(rest - 1) + letter;
};

const fixedNumber = (node: CanvasNode): string | undefined => {
  const number = node.data["number"];
  return typeof number === "string" && number !== "" ? number : undefined;
};
