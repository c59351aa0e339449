import * as Y from "yjs";
import { makeNodeMap, type CanvasDocument } from "../document.ts";
import { findingIdOf, type Finding } from "../findings.ts";
import { WORKER_RESULT } from "../origins.ts";
import { LAYOUT } from "../layout.ts";
import { freeSlotsOf, listOccupants, overlapsSlot, type Occupant } from "../queries/free-slots.ts";
import { readNode } from "../queries/read-node.ts";
import { replaceText } from "../text-edit.ts";
import type { CommandResult } from "./command-result.ts";
import { moveFindingNote, readFindingNotes, rememberWritten, type FindingNote } from "./finding-notes.ts";
import { removeNodes } from "./remove-nodes.ts";
import { putEdge } from "./stored-edge.ts";

/** Notes that one check leaves on a canvas; what is beyond is only counted. */
export const MAX_FINDING_NOTES = 200;

export interface FindingCounts {
  /** Notes that stand now, muted ones included. */
  findings: number;
  muted: number;
  /** Notes taken away because what they said is mended. */
  resolved: number;
  /** Found, but beyond the bound. */
  leftOut: number;
}

interface CheckResult {
  jobId: string;
  /** The rules that were checked: findings of others are left as they are. */
  rules: readonly string[];
  findings: readonly Finding[];
}

/**
 * Brings the findings on the canvas up to date. One note per finding, under the finding's own id: an open one is kept
 * with its mute, a resolved one goes, a new one is placed in the row of its scene. What a person wrote into a note or
 * where a person put it is not touched; a resolved note with a person's words becomes an ordinary one.
 */
export const writeFindings = (
  canvas: CanvasDocument,
  { jobId, rules, findings }: CheckResult,
  origin: unknown = WORKER_RESULT,
): CommandResult<{ counts: FindingCounts }> => {
  const before = readFindingNotes(canvas);
  // What was deleted since the check has nothing to be said about.
  const standing = findings.filter(({ nodeIds }) => nodeIds.every((id) => canvas.nodes.has(id)));
  const found = new Map(standing.map((finding) => [findingIdOf(finding), finding]));
  const resolved = [...before.values()].filter(({ id, rule }) => rules.includes(rule) && !found.has(id));
  const room = Math.max(0, MAX_FINDING_NOTES - (before.size - resolved.length));
  const fresh = [...found].filter(([id]) => !before.has(id));
  const shown = new Map([...[...found].filter(([id]) => before.has(id)), ...fresh.slice(0, room)]);
  if (!canvas.applied.has(jobId)) {
    canvas.doc.transact(() => {
      resolve(canvas, resolved, origin);
      writeNotes(canvas, shown, before);
      canvas.applied.set(jobId, true);
    }, origin);
  }
  const muted = [...shown.keys()].filter((id) => before.get(id)?.isMuted).length;
  const leftOut = found.size - shown.size;
  return { ok: true, counts: { findings: shown.size, muted, resolved: resolved.length, leftOut } };
};

const resolve = (canvas: CanvasDocument, resolved: readonly FindingNote[], origin: unknown): void => {
  removeNodes(
    canvas,
    resolved.filter(({ isEdited }) => !isEdited).map(({ id }) => id),
    origin,
  );
  for (const { id, isEdited } of resolved) {
    const data = isEdited ? canvas.nodes.get(id)?.get("data") : undefined;
    if (!(data instanceof Y.Map)) continue;
    data.delete("finding");
    data.delete("muted");
  }
};

const writeNotes = (
  canvas: CanvasDocument,
  shown: ReadonlyMap<string, Finding>,
  before: ReadonlyMap<string, FindingNote>,
): void => {
  const unmoved = new Set([...before.values()].filter(({ isMoved }) => !isMoved).map(({ id }) => id));
  // Where a note may stay is decided among what does not give way to it.
  const occupants = listOccupants(canvas, unmoved);
  for (const [id, finding] of shown) {
    const note = before.get(id);
    const place = note?.isMoved ? undefined : placeOf(canvas, note, finding, occupants);
    if (place) occupants.push({ id, ...place, width: LAYOUT.shotPitch, height: LAYOUT.scenePitch / 2 });
    if (note) updateNote(canvas, note, finding, place);
    else if (place) addNote(canvas, id, finding, place);
    for (const target of finding.nodeIds) putEdgeOnce(canvas, id, target);
  }
};

type Point = { x: number; y: number };

/** An unmoved note keeps its place as long as nothing else has come to stand there and its scene has not gone away. */
const placeOf = (
  canvas: CanvasDocument,
  note: FindingNote | undefined,
  finding: Finding,
  occupants: readonly Occupant[],
): Point | undefined => {
  const row = rowOf(canvas, finding);
  if (!row) return undefined;
  const isNear = note !== undefined && Math.abs(note.y - row.y) < LAYOUT.scenePitch / 2;
  if (isNear && !occupants.some((occupant) => overlapsSlot(occupant, note))) return { x: note.x, y: note.y };
  return freeSlotsOf(row, occupants).next().value;
};

/** The scene in whose row the note stands: the first node itself, or the scene of a shot. */
const rowOf = (canvas: CanvasDocument, { nodeIds: [first] }: Finding): Point | undefined => {
  const node = first === undefined ? undefined : readNode(canvas, first);
  const sceneId = node?.type === "shot" ? node.data["scene"] : undefined;
  return (typeof sceneId === "string" ? readNode(canvas, sceneId) : undefined) ?? node;
};

const addNote = (canvas: CanvasDocument, id: string, finding: Finding, place: Point): void => {
  const { rule, nodeIds, text } = finding;
  canvas.nodes.set(
    id,
    makeNodeMap(
      { type: "note", ...place },
      { text, finding: { rule, nodeIds: [...nodeIds], written: { text, ...place } } },
    ),
  );
};

/** Only what nobody has touched: a text may be edited and its place left, or the other way round. */
const updateNote = (
  canvas: CanvasDocument,
  note: FindingNote,
  { text }: Finding,
  place: Point | undefined,
): void => {
  const data = canvas.nodes.get(note.id)?.get("data");
  const shared: unknown = data instanceof Y.Map ? data.get("text") : undefined;
  if (!note.isEdited && shared instanceof Y.Text) {
    replaceText(shared, text);
    rememberWritten(canvas, note.id, { text });
  }
  if (place) moveFindingNote(canvas, note.id, place);
};

const putEdgeOnce = (canvas: CanvasDocument, source: string, target: string): void => {
  if (!canvas.edges.has(`refers-to:${source}:${target}`)) putEdge(canvas, "refers-to", source, target);
};
