import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { readNode } from "@backlot/shared/canvas/queries/read-node";

/** An edit is stored before it is passed on: a job may be here before the node it is for. */
const NODE_ARRIVAL_MS = 1_500;

/** False when the node is not there and does not arrive in time: it was deleted. */
export const waitForNode = (canvas: CanvasDocument, nodeId: string): Promise<boolean> =>
  new Promise((resolve) => {
    const isThere = (): boolean => readNode(canvas, nodeId) !== undefined;
    if (isThere()) return resolve(true);
    const end = (found: boolean): void => {
      clearTimeout(deadline);
      canvas.nodes.unobserve(check);
      resolve(found);
    };
    const check = (): void => {
      if (isThere()) end(true);
    };
    const deadline = setTimeout(() => end(isThere()), NODE_ARRIVAL_MS);
    canvas.nodes.observe(check);
  });
