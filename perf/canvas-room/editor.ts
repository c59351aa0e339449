import { openCanvasDocument } from "@backlot/shared/canvas/document";
import * as Y from "yjs";
import { nodeIdOf } from "./room-document.ts";

/** An edit sets x and y: two structs, hence two clocks of its author. */
export const CLOCKS_PER_EDIT = 2;

/** Drags the node of this peer's index one step at each call; the update is what Yjs makes of it. */
export const openEditor = (
  seed: Uint8Array,
  { clientId, index }: { clientId: number; index: number },
  sendUpdate: (update: Uint8Array) => void,
): (() => void) => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, seed);
  doc.clientID = clientId;
  const node = openCanvasDocument(doc).nodes.get(nodeIdOf(index));
  if (!node) throw new Error(`The room has no node ${nodeIdOf(index)}`);
  doc.on("update", sendUpdate);
  let step = 0;
  return () => {
    step += 1;
    doc.transact(() => {
      node.set("x", step);
      node.set("y", step * 2);
    });
  };
};
