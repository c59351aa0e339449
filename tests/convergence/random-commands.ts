import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { acceptProposals } from "@backlot/shared/canvas/commands/accept-proposals";
import { addNode } from "@backlot/shared/canvas/commands/add-node";
import { addTake } from "@backlot/shared/canvas/commands/add-take";
import { applyBreakdown } from "@backlot/shared/canvas/commands/apply-breakdown";
import { applyRevision } from "@backlot/shared/canvas/commands/apply-revision";
import { chooseTake } from "@backlot/shared/canvas/commands/choose-take";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { deleteTake } from "@backlot/shared/canvas/commands/delete-take";
import { disconnect } from "@backlot/shared/canvas/commands/disconnect";
import { dropProposals } from "@backlot/shared/canvas/commands/drop-proposals";
import { groupNodes } from "@backlot/shared/canvas/commands/group-nodes";
import { moveNodes } from "@backlot/shared/canvas/commands/move-nodes";
import { muteFinding } from "@backlot/shared/canvas/commands/mute-finding";
import { nameCanvas } from "@backlot/shared/canvas/commands/name-canvas";
import { proposeShots } from "@backlot/shared/canvas/commands/propose-shots";
import { removeNodes } from "@backlot/shared/canvas/commands/remove-nodes";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import { writeFindings } from "@backlot/shared/canvas/commands/write-findings";
import { findingIdOf, type Finding } from "@backlot/shared/canvas/findings";
import { NODE_TYPES } from "@backlot/shared/canvas/node-types/registry";
import { readCanvas } from "@backlot/shared/canvas/queries/read-canvas";
import type { Take } from "@backlot/shared/canvas/takes";
import type { ScreenplayBreakdown } from "@backlot/shared/screenplay/breakdown";

type RandomCommand = (canvas: CanvasDocument, random: () => number) => void;

const pick = <T>(items: readonly T[], random: () => number): T | undefined =>
  items[Math.floor(random() * items.length)];

const anyNode = (canvas: CanvasDocument, random: () => number): string =>
  pick([...canvas.nodes.keys()].sort(), random) ?? "nobody";

const ids = new WeakMap<CanvasDocument, number>();
const nextId = (canvas: CanvasDocument): string => {
  const next = (ids.get(canvas) ?? 0) + 1;
  ids.set(canvas, next);
  return `n${canvas.doc.clientID}-${next}`;
};

/** A take of which both people may have a copy: ids are drawn from few, so that they collide. */
const makeTake = (random: () => number): Take => ({
  id: `job-${Math.floor(random() * 6)}`,
  function: "storyboard",
  functionVersion: 1,
  createdAt: 1_000 + Math.floor(random() * 1000),
  durationMs: 5,
  author: { id: "u", name: "U" },
  parameters: {},
  inputHash: "0",
});

const draftOf = (keys: string[], script: string): ScreenplayBreakdown => ({
  characters: [{ key: "character-1", name: "INES", sceneKeys: keys.slice(0, 1), speakingLines: 1 }],
  locations: [{ key: "location-1", name: "PIER" }],
  scenes: keys.map((key) => ({
    key,
    setName: "PIER",
    locationKey: "location-1",
    synopsis: script,
    script,
    pageEighths: 3,
    characterKeys: ["character-1"],
  })),
  sections: [{ title: "One", sceneKeys: keys }],
});

/** About the first nodes that the replicas make. */
const FINDINGS: Finding[] = ["n1-1", "n2-1", "n1-2"].map((id) => ({
  rule: "jump-cut",
  nodeIds: [id],
  text: `Something about ${id}.`,
}));

/** Of the few that there can be, so that two people often decide on the same one. */
const anyProposal = (random: () => number): string =>
  `coverage-${Math.floor(random() * 4)}-shot-${1 + Math.floor(random() * 2)}`;

/** One way to use each command at random. The architecture test compares the keys with the files in commands/. */
export const randomCommands: Record<string, RandomCommand> = {
  "add-node": (canvas, random) => {
    const type = pick(NODE_TYPES, random) ?? "note";
    const data = type === "shot" && random() < 0.6 ? { scene: anyNode(canvas, random), size: "MS" } : {};
    addNode(canvas, {
      id: nextId(canvas),
      type,
      x: Math.round(random() * 1000),
      y: Math.round(random() * 1000),
      data,
    });
  },
  "update-node": (canvas, random) => {
    const texts = ["a pier at dusk", "the ferry leaves", "", "Wren 🙂 waits"];
    updateNode(canvas, {
      id: anyNode(canvas, random),
      data: {
        description: pick(texts, random),
        synopsis: pick(texts, random),
        name: pick(["INES", null], random),
      },
    });
  },
  "move-nodes": (canvas, random) => {
    moveNodes(canvas, [
      { id: anyNode(canvas, random), x: Math.round(random() * 500), y: Math.round(random() * 500) },
    ]);
  },
  "remove-nodes": (canvas, random) => {
    if (random() < 0.35) removeNodes(canvas, [anyNode(canvas, random)]);
  },
  connect: (canvas, random) => {
    connect(canvas, { source: anyNode(canvas, random), target: anyNode(canvas, random) });
  },
  disconnect: (canvas, random) => {
    const edge = pick(readCanvas(canvas).edges, random);
    if (edge) disconnect(canvas, edge.id);
  },
  "add-take": (canvas, random) => {
    addTake(canvas, { nodeId: anyNode(canvas, random), take: makeTake(random) });
  },
  "choose-take": (canvas, random) => {
    chooseTake(canvas, { nodeId: anyNode(canvas, random), takeId: `job-${Math.floor(random() * 6)}` });
  },
  "delete-take": (canvas, random) => {
    const takeId = `job-${Math.floor(random() * 6)}`;
    if (random() < 0.5) deleteTake(canvas, { nodeId: anyNode(canvas, random), takeId, deletedAt: 5_000 });
  },
  "group-nodes": (canvas, random) => {
    if (random() < 0.3) groupNodes(canvas, { ids: [anyNode(canvas, random), anyNode(canvas, random)] });
  },
  "set-meta": (canvas, random) => {
    setMeta(canvas, {
      title: `Draft ${Math.floor(random() * 9)}`,
      aspectRatio: pick(["16:9", "2:1"], random),
    });
  },
  "name-canvas": (canvas, random) => {
    nameCanvas(canvas, `Title ${Math.floor(random() * 9)}`);
  },
  "apply-breakdown": (canvas, random) => {
    if (random() > 0.1) return;
    applyBreakdown(canvas, {
      jobId: `breakdown-${Math.floor(random() * 2)}`,
      breakdown: draftOf(["scene-1", "scene-2"], "They wait."),
    });
  },
  "apply-revision": (canvas, random) => {
    if (random() > 0.1) return;
    const keys = ["scene-1", "scene-2", "scene-3"].slice(0, 1 + Math.floor(random() * 3));
    applyRevision(canvas, {
      jobId: `revision-${Math.floor(random() * 3)}`,
      breakdown: draftOf(
        random() < 0.5 ? keys : keys.reverse(),
        pick(["They wait.", "They leave."], random) ?? "",
      ),
      omitted: random() < 0.5 ? "keep" : "remove",
    });
  },
  "propose-shots": (canvas, random) => {
    if (random() > 0.3) return;
    proposeShots(canvas, {
      jobId: `coverage-${Math.floor(random() * 4)}`,
      sceneId: anyNode(canvas, random),
      shots: [
        { data: { size: "WS", description: "Master." }, cast: [anyNode(canvas, random)] },
        { data: { size: "CU", description: "Close." }, cast: [] },
      ],
    });
  },
  "accept-proposals": (canvas, random) => {
    acceptProposals(canvas, [anyNode(canvas, random), anyProposal(random)]);
  },
  "write-findings": (canvas, random) => {
    if (random() > 0.2) return;
    writeFindings(canvas, {
      jobId: `check-${Math.floor(random() * 40)}`,
      rules: ["jump-cut"],
      findings: FINDINGS.filter(() => random() < 0.7),
    });
  },
  "mute-finding": (canvas, random) => {
    const finding = pick(FINDINGS, random);
    const ids = [anyNode(canvas, random), ...(finding ? [findingIdOf(finding)] : [])];
    muteFinding(canvas, { ids, muted: random() < 0.6 });
  },
  "drop-proposals": (canvas, random) => {
    dropProposals(canvas, [anyNode(canvas, random), anyProposal(random)]);
  },
};
