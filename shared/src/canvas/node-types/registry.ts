import type { z } from "zod";
import { actNode } from "./act.ts";
import { characterNode } from "./character.ts";
import { locationNode } from "./location.ts";
import { noteNode } from "./note.ts";
import { sceneNode } from "./scene.ts";
import { shotNode } from "./shot.ts";

export const nodeTypes = {
  character: characterNode,
  location: locationNode,
  scene: sceneNode,
  shot: shotNode,
  note: noteNode,
  act: actNode,
} as const;

export type NodeType = keyof typeof nodeTypes;
export type NodeData<Type extends NodeType = NodeType> = z.infer<(typeof nodeTypes)[Type]["dataSchema"]>;

export const NODE_TYPES = Object.keys(nodeTypes) as [NodeType, ...NodeType[]];

export const isNodeType = (value: unknown): value is NodeType =>
  typeof value === "string" && Object.hasOwn(nodeTypes, value);
