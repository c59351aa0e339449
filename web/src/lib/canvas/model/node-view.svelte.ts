import type { CanvasMeta } from "@backlot/shared/canvas/queries/read-canvas";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import type { RunningJob } from "@backlot/shared/presence/presence-state";
import type { Person } from "#lib/presence/person.svelte.ts";
import { NO_FACTS, type NodeFacts } from "./node-facts.ts";

/** What a batch says of a node besides the worker's presence: it waits, or it ended badly. */
export type JobMark =
  | { kind: "queued" | "paused"; words: string }
  | { kind: "failed"; words: string; action?: { label: string; run: () => void } };

/** A running job with its function's title, which the worker's presence does not carry. */
export interface ShownJob extends RunningJob {
  title: string;
}

/**
 * What a node component shows. Every field is replaced as a whole and only when it changed, so that an edit runs
 * exactly the effects of the one node that it touches.
 */
export class NodeView {
  readonly id: string;
  node = $state.raw() as CanvasNode;
  facts: NodeFacts = $state.raw(NO_FACTS);
  /** The worker runs a function on it now. */
  job: ShownJob | undefined = $state.raw();
  mark: JobMark | undefined = $state.raw();
  /** Colleagues who have it selected, in the order of their arrival. */
  watchers: readonly Person[] = $state.raw([]);
  typist: Person | undefined = $state.raw();
  dragger: Person | undefined = $state.raw();
  /** Ordinal of a take that arrived while the canvas was open and was not looked at yet. */
  newTake: number | undefined = $state.raw();

  constructor(node: CanvasNode) {
    this.id = node.id;
    this.node = node;
  }
}

export class MetaView {
  meta: CanvasMeta = $state.raw({});
}
