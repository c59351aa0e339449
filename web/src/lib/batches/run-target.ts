import { compareOrder } from "@backlot/shared/canvas/order";
import { isNodeType, nodeTypes } from "@backlot/shared/canvas/node-types/registry";
import { isProposal } from "@backlot/shared/canvas/queries/is-proposal";
import { nodeTitleOf } from "@backlot/shared/canvas/queries/node-title";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import type { CanvasModel } from "#lib/canvas/model/canvas-model.ts";
import type { NodeView } from "#lib/canvas/model/node-view.svelte.ts";
import { countNodes } from "./batch-words.ts";
import type { RunnableFunction } from "./runnable-functions.svelte.ts";

/** The contract's limit of one batch. */
const MAX_BATCH_NODES = 1000;

export interface RefusedNode {
  id: string;
  /** "Scene 6", "INES" */
  name: string;
  reason: string;
}

/** What a function would run on now. */
export interface RunTarget {
  /** In film order, so that the contact sheet reads as the cut. Empty for a canvas function. */
  ids: string[];
  /** "3 selected shots", "all 14 shots", "the whole canvas" */
  words: string;
  /** Selected, but not for this function. */
  refused: RefusedNode[];
  /** Why it cannot run now; undefined = it can. */
  obstacle?: string;
}

/**
 * The selected nodes of its types, else those inside of the selected scenes and acts, else, with nothing selected, all
 * of them. A canvas function asks nothing of the selection.
 */
export const runTargetOf = (
  model: CanvasModel,
  selection: readonly string[],
  runnable: RunnableFunction,
): RunTarget => {
  if (runnable.target === "canvas") return { ids: [], words: "the whole canvas", refused: [] };
  const all = inFilmOrder(model).filter(
    (node) => runnable.nodeTypes.includes(node.type) && !isProposal(node),
  );
  const kinds = kindsOf(runnable);
  if (all.length === 0) return none(`There is no ${kinds.one} on this canvas yet.`);
  if (selection.length === 0) return found(all, (words) => `all ${words}`);
  const selected = new Set(selection);
  const direct = all.filter((node) => selected.has(node.id));
  if (direct.length > 0) {
    const names = new Set(direct.map((node) => node.id));
    const refused = selection.flatMap((id) =>
      names.has(id) ? [] : refuse(model, id, reasonAgainst(model, id, kinds.many)),
    );
    return { ...found(direct, (words) => words.replace(" ", " selected ")), refused };
  }
  const inside = all.filter((node) => containersOf(model, node).some((id) => selected.has(id)));
  if (inside.length > 0) return found(inside, (words) => `${words} inside the selection`);
  return none(`Runs on ${kinds.many}; none is selected.`);
};

/** The target without nodes that the server has refused since, e.g. because a colleague deleted them. */
export const withoutRefused = (target: RunTarget, refused: readonly RefusedNode[]): RunTarget => {
  const gone = new Set(refused.map((node) => node.id));
  const ids = target.ids.filter((id) => !gone.has(id));
  return { ...target, ids, refused: [...target.refused.filter((node) => !gone.has(node.id)), ...refused] };
};

/** Refusals of the server by their path (`nodeIds.3`), as refused nodes. */
export const refusedByServer = (
  model: CanvasModel,
  ids: readonly string[],
  fields: Readonly<Record<string, string>>,
): RefusedNode[] =>
  Object.entries(fields).flatMap(([path, message]) => {
    const id = ids[Number(/^nodeIds\.(\d+)$/.exec(path)?.[1])];
    return id === undefined ? [] : refuse(model, id, message);
  });

/** "Shot 6B", "INES"; a deleted node is called so. */
export const nameOfNode = (view: NodeView | undefined): string => {
  if (!view) return "A deleted node";
  const { number } = view.facts;
  return nodeTitleOf(view.node, new Map(number === undefined ? [] : [[view.id, number]]));
};

const none = (obstacle: string): RunTarget => ({ ids: [], words: "", refused: [], obstacle });

const found = (nodes: readonly CanvasNode[], say: (words: string) => string): RunTarget => {
  const type = nodes[0]?.type ?? "shot";
  const mixed = nodes.some((node) => node.type !== type);
  const words = say(mixed ? `${nodes.length} nodes` : countNodes(nodes.length, type));
  return {
    ids: nodes.map((node) => node.id),
    words,
    refused: [],
    ...(nodes.length > MAX_BATCH_NODES && {
      obstacle: `${nodes.length} are too many for one batch. Select up to ${MAX_BATCH_NODES}.`,
    }),
  };
};

const refuse = (model: CanvasModel, id: string, reason: string): RefusedNode[] => [
  { id, name: nameOfNode(model.views.get(id)), reason },
];

const reasonAgainst = (model: CanvasModel, id: string, kinds: string): string => {
  const node = model.views.get(id)?.node;
  return node && isProposal(node) ? "is proposed; accept it first" : `is left out; this runs on ${kinds}`;
};

const kindsOf = ({ nodeTypes: names }: RunnableFunction): { one: string; many: string } => {
  const types = names.filter(isNodeType).map((name) => nodeTypes[name]);
  return {
    one: types.map((type) => type.noun).join(" or "),
    many: types.map((type) => type.pluralLabel.toLowerCase()).join(" and "),
  };
};

/** The scene of a shot, the act of a scene. */
const containersOf = (model: CanvasModel, node: CanvasNode): string[] => {
  const scene = typeof node.data["scene"] === "string" ? node.data["scene"] : undefined;
  const act = node.parent ?? (scene === undefined ? undefined : model.views.get(scene)?.node.parent);
  return [scene, act].filter((id): id is string => id !== undefined);
};

const inFilmOrder = (model: CanvasModel): CanvasNode[] => {
  const nodes = [...model.views.values()].map((view) => view.node);
  const sceneRank = new Map(
    nodes
      .filter((node) => node.type === "scene")
      .sort(compareOrder)
      .map((scene, rank) => [scene.id, rank]),
  );
  const rankOf = (node: CanvasNode): number => {
    const scene = node.type === "shot" ? node.data["scene"] : node.id;
    return typeof scene === "string" ? (sceneRank.get(scene) ?? Infinity) : Infinity;
  };
  return nodes.sort((a, b) => {
    const [left, right] = [rankOf(a), rankOf(b)];
    return left === right ? compareOrder(a, b) : left - right;
  });
};
