import { makeNodeMap, type CanvasDocument } from "../document.ts";
import { nodeTypes, type NodeData } from "../node-types/registry.ts";
import { orderAtEnd } from "../order.ts";
import { WORKER_RESULT } from "../origins.ts";
import { freeSlotsOf, listOccupants, overlapsSlot } from "../queries/free-slots.ts";
import { listProposals } from "../queries/is-proposal.ts";
import { readNode } from "../queries/read-node.ts";
import { readSiblings } from "../queries/read-siblings.ts";
import { refuse, type CommandResult } from "./command-result.ts";
import { moveFindingNote, readFindingNotes, type FindingNote } from "./finding-notes.ts";
import { removeNodes } from "./remove-nodes.ts";
import { putEdge } from "./stored-edge.ts";

export interface ShotProposal {
  data: Omit<NodeData<"shot">, "scene" | "proposal">;
  /** Characters in the shot, by id. */
  cast: readonly string[];
}

/**
 * Lays proposed shots out behind a scene's shots, in place of the proposals that stand open there; accepted ones are
 * shots like any other and stay. Ids derive from the job id and the job is marked as applied in the same update, so
 * that a job that runs twice has one effect.
 */
export const proposeShots = (
  canvas: CanvasDocument,
  { jobId, sceneId, shots }: { jobId: string; sceneId: string; shots: readonly ShotProposal[] },
  origin: unknown = WORKER_RESULT,
): CommandResult<{ proposed: number }> => {
  const scene = readNode(canvas, sceneId);
  if (scene?.type !== "scene") return refuse("node-missing", "The scene was deleted.");
  if (!canvas.applied.has(jobId)) {
    canvas.doc.transact(() => {
      removeNodes(canvas, listProposals(canvas.nodes, { scene: sceneId }), origin);
      writeProposals(canvas, scene, jobId, shots);
      canvas.applied.set(jobId, true);
    }, origin);
  }
  return { ok: true, proposed: shots.length };
};

const writeProposals = (
  canvas: CanvasDocument,
  scene: { id: string; x: number; y: number },
  jobId: string,
  shots: readonly ShotProposal[],
): void => {
  const siblings = readSiblings(canvas, { type: "shot", scene: scene.id });
  const inScene = new Set(siblings.map(({ id }) => id));
  const findings = [...readFindingNotes(canvas).values()].filter(({ isMoved }) => !isMoved);
  const occupants = listOccupants(canvas, new Set(findings.map(({ id }) => id)));
  const rowOfScene = occupants.filter(
    ({ id, y, height }) => inScene.has(id) && y < scene.y + height && y > scene.y - height,
  );
  const slots = freeSlotsOf(scene, occupants, Math.max(-Infinity, ...rowOfScene.map(({ x }) => x)));
  const taken: Point[] = [];
  let order = orderAtEnd(siblings);
  for (const [index, { data, cast }] of shots.entries()) {
    const id = `${jobId}-shot-${index + 1}`;
    if (index > 0) order = orderAtEnd([{ id, order }]);
    const place = slots.next().value;
    taken.push(place);
    canvas.nodes.set(
      id,
      makeNodeMap({ type: "shot", ...place, order }, { ...data, scene: scene.id, proposal: jobId }),
    );
    for (const characterId of cast) {
      if (canvas.nodes.get(characterId)?.get("type") === "character")
        putEdge(canvas, "appears-in", characterId, id);
    }
  }
  makeWay(canvas, findings, taken, slots);
};

type Point = { x: number; y: number };

/** Findings that nobody has placed go behind the shots that have come: "no shots" stood where the first one belongs. */
const makeWay = (
  canvas: CanvasDocument,
  findings: readonly FindingNote[],
  taken: readonly Point[],
  slots: Iterator<Point, never>,
): void => {
  const overlaps = (note: Point, slot: Point): boolean =>
    overlapsSlot({ id: "", ...note, ...nodeTypes.note.box }, slot);
  const inTheWay = findings.filter((note) => taken.some((slot) => overlaps(note, slot)));
  const others = findings.filter((note) => !inTheWay.includes(note));
  for (const { id } of inTheWay) {
    let slot = slots.next().value;
    while (others.some((note) => overlaps(note, slot))) slot = slots.next().value;
    moveFindingNote(canvas, id, slot);
  }
};
