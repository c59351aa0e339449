import type { Edge } from "@backlot/shared/canvas/edges";
import { isProposal } from "@backlot/shared/canvas/queries/is-proposal";
import { numberCanvas } from "@backlot/shared/canvas/queries/numbering";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import { portIdOf } from "../edges/ports.ts";

/** What a node says of its neighbours. Derived from the whole graph; equal facts are the same object. */
export interface NodeFacts {
  /** Printed number of a scene or shot. */
  readonly number?: string;
  /** Of a shot: its scene. */
  readonly sceneId?: string;
  /** Shots of a scene or act. */
  readonly shots: number;
  /** Of a scene: its proposed shots, which are not counted among the shots. */
  readonly proposals: readonly string[];
  /** Seconds of all shots of a scene or act. */
  readonly seconds: number;
  /** Scenes of a character, location or act. */
  readonly scenes: number;
  /** Page eighths of an act. */
  readonly eighths: number;
  /** Of a scene: who appears in it. */
  readonly cast: readonly { id: string; name: string }[];
  /** Of a scene: the name of its location node. */
  readonly placeName?: string;
  /** Of a note: what it refers to, by number or name. */
  readonly refersTo: readonly string[];
  /** Ids of the ports at which an edge ends. */
  readonly ports: readonly string[];
}

export const NO_FACTS: NodeFacts = {
  shots: 0,
  proposals: [],
  seconds: 0,
  scenes: 0,
  eighths: 0,
  cast: [],
  refersTo: [],
  ports: [],
};

/** Fields of a node on which the facts of other nodes, or the derived edges, depend. */
export const FACT_FIELDS = [
  "scene",
  "location",
  "number",
  "durationSeconds",
  "name",
  "title",
  "pageEighths",
  "proposal",
] as const;

type MutableFacts = { -readonly [Key in keyof NodeFacts]: NodeFacts[Key] } & {
  cast: { id: string; name: string }[];
  proposals: string[];
  refersTo: string[];
  ports: string[];
};

export const deriveFacts = (nodes: readonly CanvasNode[], edges: Iterable<Edge>): Map<string, NodeFacts> => {
  const numbers = numberCanvas(nodes);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const facts = new Map<string, MutableFacts>();
  for (const node of nodes) {
    const number = numbers.get(node.id);
    facts.set(node.id, {
      shots: 0,
      proposals: [],
      seconds: 0,
      scenes: 0,
      eighths: 0,
      cast: [],
      refersTo: [],
      ports: [],
      ...(number === undefined ? {} : { number }),
    });
  }
  for (const edge of edges) {
    const source = byId.get(edge.source);
    const target = byId.get(edge.target);
    const sourceFacts = facts.get(edge.source);
    const targetFacts = facts.get(edge.target);
    if (!source || !target || !sourceFacts || !targetFacts) continue;
    addOnce(sourceFacts.ports, portIdOf(edge.type, "source"));
    addOnce(targetFacts.ports, portIdOf(edge.type, "target"));
    switch (edge.type) {
      case "contains":
        targetFacts.sceneId = source.id;
        if (isProposal(target)) {
          sourceFacts.proposals.push(target.id);
          break;
        }
        sourceFacts.shots += 1;
        sourceFacts.seconds += numberField(target, "durationSeconds");
        break;
      case "set-in":
        sourceFacts.scenes += 1;
        targetFacts.placeName = textField(source, "name");
        break;
      case "appears-in":
        if (target.type === "scene") {
          sourceFacts.scenes += 1;
          targetFacts.cast.push({ id: source.id, name: textField(source, "name") });
        }
        break;
      case "refers-to":
        sourceFacts.refersTo.push(numbers.get(target.id) ?? (textField(target, "name") || target.type));
        break;
      case "next":
    }
  }
  for (const node of nodes) {
    const act = node.parent === undefined ? undefined : facts.get(node.parent);
    const own = facts.get(node.id);
    if (!act || !own || node.type !== "scene") continue;
    act.scenes += 1;
    act.shots += own.shots;
    act.seconds += own.seconds;
    act.eighths += numberField(node, "pageEighths");
  }
  for (const own of facts.values()) {
    own.cast.sort((a, b) => (a.name < b.name ? -1 : 1));
    own.ports.sort();
    own.proposals.sort();
    own.refersTo.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
  }
  return facts;
};

const addOnce = (list: string[], item: string): void => {
  if (!list.includes(item)) list.push(item);
};

export const sameFacts = (a: NodeFacts, b: NodeFacts): boolean => JSON.stringify(a) === JSON.stringify(b);

const textField = (node: CanvasNode, field: string): string => {
  const value = node.data[field];
  return typeof value === "string" ? value : "";
};

const numberField = (node: CanvasNode, field: string): number => {
  const value = node.data[field];
  return typeof value === "number" ? value : 0;
};
