import * as Y from "yjs";
import { makeNodeMap, openCanvasDocument } from "@backlot/shared/canvas/document";
import { edgeIdOf } from "@backlot/shared/canvas/edges";

const SEED_CLIENT_ID = 1;

export const NODE_COUNT = 500;
const EDGE_COUNT = 600;

export const nodeIdOf = (index: number): string => `node-${String(index % NODE_COUNT).padStart(4, "0")}`;

/** The room's document as one update: 500 nodes and 600 edges of the canvas schema, the same bytes each time. */
export const seedUpdate = (): Uint8Array => {
  const doc = new Y.Doc();
  doc.clientID = SEED_CLIENT_ID;
  const canvas = openCanvasDocument(doc);
  doc.transact(() => {
    for (let i = 0; i < NODE_COUNT; i++) {
      const shell = { type: "note", x: (i % 25) * 240, y: Math.floor(i / 25) * 200 } as const;
      canvas.nodes.set(nodeIdOf(i), makeNodeMap(shell, { text: `Note ${i} of the room` }));
    }
    for (let i = 0; i < EDGE_COUNT; i++) {
      const source = nodeIdOf(i);
      const target = nodeIdOf(i + 1 + Math.floor(i / NODE_COUNT));
      const fields = Object.entries({ type: "refers-to", source, target });
      canvas.edges.set(edgeIdOf("refers-to", source, target), new Y.Map<unknown>(fields));
    }
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
};

/** What two replicas must agree on: every node with its position and every edge. */
export const readRoom = (doc: Y.Doc): string => {
  const { nodes, edges } = openCanvasDocument(doc);
  const positions = [...nodes].map(([id, node]) => [id, node.get("x"), node.get("y")]);
  return JSON.stringify([positions.sort(), [...edges.keys()].sort()]);
};
