import type { Component } from "svelte";
import type { NodeType } from "@backlot/shared/canvas/node-types/registry";
import type { NodeView } from "../model/node-view.svelte.ts";
import Act from "./Act.svelte";
import Character from "./Character.svelte";
import Location from "./Location.svelte";
import Note from "./Note.svelte";
import Scene from "./Scene.svelte";
import Shot from "./Shot.svelte";

export interface NodeViewProps {
  view: NodeView;
  selected: boolean;
  dragging: boolean;
}

/** Complete by type: a new node type without a view does not compile. */
export const nodeViews: Record<NodeType, Component<NodeViewProps>> = {
  act: Act,
  character: Character,
  location: Location,
  note: Note,
  scene: Scene,
  shot: Shot,
};
