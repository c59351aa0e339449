import type { RevisionFacts } from "../../screenplay/revision/revision-plan.ts";
import type { CanvasDocument } from "../document.ts";
import { readImported } from "../imported.ts";
import { readNodes, readStoredEdges } from "./read-canvas.ts";

/** What a revised screenplay is compared with. */
export const readRevisionFacts = (canvas: CanvasDocument): RevisionFacts => {
  const nodes = readNodes(canvas);
  const ids = new Set(nodes.map(({ id }) => id));
  const imported = new Map([...readImported(canvas)].filter(([id]) => ids.has(id)));
  return { nodes, edges: readStoredEdges(canvas), imported };
};
