import * as Y from "yjs";
import type { CanvasDocument } from "../document.ts";
import { edgeIdOf, edgeTypeBetween, type EdgeType } from "../edges.ts";
import { isNodeType, NODE_TYPES, nodeTypes, type NodeType } from "../node-types/registry.ts";
import { compareOrder } from "../order.ts";
import { nodeTitleOf } from "./node-title.ts";
import { numberCanvas } from "./numbering.ts";
import { readNodes } from "./read-canvas.ts";
import { readRowOf, readSiblings } from "./read-siblings.ts";

export type ConnectionCheck =
  | { ok: true; type: EdgeType; connected: boolean }
  | {
      ok: false;
      /** "A location cannot connect to a shot" */
      title: string;
      /** The reason and the next valid step: "Shots take their location from the scene. Drop on Scene 7 instead." */
      hint: string;
      /** The node to drop on instead, if there is one. */
      insteadId?: string;
    };

/** Whether an edge may run from one node to another, with words for a person when it may not. */
export const checkConnection = (
  canvas: CanvasDocument,
  sourceId: string,
  targetId: string,
): ConnectionCheck => {
  const from = typeOf(canvas, sourceId);
  const to = typeOf(canvas, targetId);
  if (from === undefined || to === undefined) {
    return { ok: false, title: "One of the two is gone", hint: "A colleague has deleted it." };
  }
  if (sourceId === targetId) {
    return {
      ok: false,
      title: `A ${nodeTypes[from].noun} cannot connect to itself`,
      hint: "Drop on another node.",
    };
  }
  const type = edgeTypeBetween(from, to);
  if (type === undefined) return { ok: false, ...refusalOf(canvas, from, to, targetId) };
  if (type === "next" && from === "shot" && sceneIdOf(canvas, sourceId) === undefined) {
    return {
      ok: false,
      title: "This shot is in no scene",
      hint: "Shots follow each other inside a scene. Connect a scene to this shot first.",
    };
  }
  return { ok: true, type, connected: isConnected(canvas, type, sourceId, targetId) };
};

const refusalOf = (canvas: CanvasDocument, from: NodeType, to: NodeType, targetId: string) => {
  const title = `${withArticle(from)} cannot connect to ${withArticle(to).toLowerCase()}`;
  const sceneId = to === "shot" ? sceneIdOf(canvas, targetId) : undefined;
  if (from === "location" && sceneId !== undefined) {
    const nodes = readNodes(canvas);
    const scene = nodes.find((node) => node.id === sceneId);
    if (scene) {
      const name = nodeTitleOf(scene, numberCanvas(nodes));
      return {
        title,
        hint: `Shots take their location from the scene. Drop on ${name} instead.`,
        insteadId: sceneId,
      };
    }
  }
  if (from === "location" && to === "shot") {
    return { title, hint: "Shots take their location from the scene. Put the shot into a scene first." };
  }
  const reversed = edgeTypeBetween(to, from);
  if (reversed !== undefined) {
    return { title, hint: `Draw it the other way: start at the ${nodeTypes[to].noun}.` };
  }
  const targets = NODE_TYPES.filter((type) => edgeTypeBetween(from, type) !== undefined);
  const hint =
    targets.length === 0
      ? `${nodeTypes[from].pluralLabel} hold nodes; drag a node into one instead.`
      : `${nodeTypes[from].pluralLabel} connect to ${listWords(targets.map((type) => nodeTypes[type].pluralLabel.toLowerCase()))}.`;
  return { title, hint };
};

const isConnected = (canvas: CanvasDocument, type: EdgeType, source: string, target: string): boolean => {
  const id = edgeIdOf(type, source, target);
  switch (type) {
    case "appears-in":
    case "refers-to":
      return canvas.edges.has(id);
    case "contains":
      return fieldOf(canvas, target, "scene") === source;
    case "set-in":
      return fieldOf(canvas, target, "location") === source;
    case "next":
      return standsBehind(canvas, source, target);
  }
};

/** Whether the target directly follows the source in the running order of their row. */
const standsBehind = (canvas: CanvasDocument, source: string, target: string): boolean => {
  const row = readRowOf(canvas, source);
  const inOrder = row ? readSiblings(canvas, row).filter(({ order }) => order !== undefined) : [];
  inOrder.sort(compareOrder);
  const index = inOrder.findIndex(({ id }) => id === source);
  return index >= 0 && inOrder[index + 1]?.id === target;
};

const typeOf = (canvas: CanvasDocument, id: string): NodeType | undefined => {
  const node = canvas.nodes.get(id);
  const type = node instanceof Y.Map ? node.get("type") : undefined;
  return isNodeType(type) ? type : undefined;
};

const fieldOf = (canvas: CanvasDocument, id: string, field: string): unknown => {
  const data = canvas.nodes.get(id)?.get("data");
  return data instanceof Y.Map ? data.get(field) : undefined;
};

const sceneIdOf = (canvas: CanvasDocument, shotId: string): string | undefined => {
  const scene = fieldOf(canvas, shotId, "scene");
  return typeof scene === "string" && typeOf(canvas, scene) === "scene" ? scene : undefined;
};

const withArticle = (type: NodeType): string => {
  const { noun } = nodeTypes[type];
  return `${/^[aeiou]/.test(noun) ? "An" : "A"} ${noun}`;
};

const listWords = (words: readonly string[]): string =>
  words.length <= 1 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
