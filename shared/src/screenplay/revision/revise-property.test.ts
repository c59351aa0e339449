import fc from "fast-check";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { addNode } from "../../canvas/commands/add-node.ts";
import { addTake } from "../../canvas/commands/add-take.ts";
import { applyBreakdown } from "../../canvas/commands/apply-breakdown.ts";
import { applyRevision } from "../../canvas/commands/apply-revision.ts";
import { connect } from "../../canvas/commands/connect.ts";
import { disconnect } from "../../canvas/commands/disconnect.ts";
import { groupNodes } from "../../canvas/commands/group-nodes.ts";
import { moveNodes } from "../../canvas/commands/move-nodes.ts";
import { removeNodes } from "../../canvas/commands/remove-nodes.ts";
import { updateNode } from "../../canvas/commands/update-node.ts";
import { openCanvasDocument, type CanvasDocument } from "../../canvas/document.ts";
import { readCanvas } from "../../canvas/queries/read-canvas.ts";
import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import { breakdownScreenplay, type ScreenplayBreakdown } from "../breakdown.ts";

interface WrittenScene {
  set: string;
  time: string;
  words: string[];
  speaker: string;
  number: string | undefined;
}

const WORDS =
  "pier gull rope clock bell tide lamp wheel stone bread door hand winter boat glass crow salt net".split(
    " ",
  );
const pick = fc.constantFrom;
const writtenScene = fc.record<WrittenScene>({
  set: pick("PIER", "KITCHEN", "TOWER", "FERRY - DECK"),
  time: pick("DAY", "NIGHT", "CONTINUOUS"),
  words: fc.array(pick(...WORDS), { maxLength: 24 }),
  speaker: pick("INES", "WREN", "HALE", ""),
  number: fc.option(pick("1", "2", "3", "7A"), { nil: undefined }),
});

const write = (scenes: readonly WrittenScene[]): ScreenplayBreakdown => {
  const text = scenes
    .map(({ set, time, words, speaker, number }) =>
      [
        `INT. ${set} - ${time}${number === undefined ? "" : ` #${number}#`}`,
        words.length > 0 ? `A ${words.join(" ")}.` : "",
        speaker === "" ? "" : `${speaker}\nYes.`,
      ].join("\n\n"),
    )
    .join("\n\n");
  const breakdown = breakdownScreenplay(text);
  if (!breakdown.ok) throw new Error(breakdown.reason);
  return breakdown;
};

/** What writers do to a draft. */
type Rewrite = { at: number; to: number } & (
  | { does: "cut" | "move" | "renumber" }
  | { does: "insert" | "replace"; scene: WrittenScene }
  | { does: "reword"; word: string }
);
const place = { at: fc.nat(20), to: fc.nat(20) };
const rewrite: fc.Arbitrary<Rewrite> = fc.oneof(
  fc.record({ ...place, does: pick("cut" as const, "move" as const, "renumber" as const) }),
  fc.record({ ...place, does: pick("insert" as const, "replace" as const), scene: writtenScene }),
  fc.record({ ...place, does: fc.constant("reword" as const), word: pick(...WORDS) }),
);

const rewriteDraft = (draft: readonly WrittenScene[], rewrites: readonly Rewrite[]): WrittenScene[] => {
  const scenes = [...draft];
  for (const change of rewrites) {
    const at = change.at % scenes.length;
    const scene = scenes[at];
    if (!scene) continue;
    if (change.does === "cut" && scenes.length > 1) scenes.splice(at, 1);
    if (change.does === "move") scenes.splice(change.to % scenes.length, 0, ...scenes.splice(at, 1));
    if (change.does === "insert") scenes.splice(at, 0, change.scene);
    if (change.does === "replace") scenes[at] = change.scene;
    if (change.does === "reword") scenes[at] = { ...scene, words: [...scene.words.slice(1), change.word] };
    if (change.does === "renumber")
      scenes.forEach((one, index) => (scenes[index] = { ...one, number: String(index + 1) }));
  }
  return scenes;
};

/** What people do to a board. `node` and `other` choose among what is there. */
const edit = fc.record({ does: fc.nat(9), node: fc.nat(200), other: fc.nat(200), word: pick(...WORDS) });
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const editBoard = (canvas: CanvasDocument, edits: readonly Edit[]): void => {
  edits.forEach(({ does, node, other, word }, index) => {
    const { nodes, edges } = readCanvas(canvas);
    const id = nodes[node % nodes.length]?.id ?? "";
    const scenes = nodes.filter(({ type }) => type === "scene");
    const scene = scenes[other % (scenes.length || 1)]?.id ?? "";
    if (does <= 2) {
      const shot = `shot-${index}-${node}`;
      const data = { scene, size: "MS", ...(does === 0 && { number: `${word}-${index}` }) };
      addNode(canvas, { id: shot, type: "shot", x: node, y: other, data });
      if (does === 1) addTake(canvas, { nodeId: shot, take: { ...TAKE, id: `take-${index}` } });
    }
    if (does === 3) updateNode(canvas, { id: scene, data: { synopsis: word, setName: word.toUpperCase() } });
    if (does === 4) updateNode(canvas, { id, data: { name: word } });
    if (does === 5) moveNodes(canvas, [{ id, x: other * 10, y: node * 10 }]);
    if (does === 6 && nodes[node % nodes.length]?.type !== "shot") removeNodes(canvas, [id]);
    if (does === 7) connect(canvas, { source: id, target: scene });
    if (does === 8 && edges.length > 0) {
      const edge = edges[node % edges.length];
      if (edge && edge.type !== "contains") disconnect(canvas, edge.id);
    }
    if (does === 9) groupNodes(canvas, { ids: [scene], title: word });
  });
};

const TAKE = {
  id: "",
  function: "storyboard",
  functionVersion: 1,
  createdAt: 1,
  durationMs: 1,
  author: { id: "u", name: "U" },
  parameters: {},
  inputHash: "0",
};

/** Everything of a board that a revision must not touch. */
const workOf = (canvas: CanvasDocument) =>
  readCanvas(canvas)
    .nodes.filter(({ type }) => type === "shot")
    .map(({ id, x, y, order, data, takes }) => ({ id, x, y, order, data, takes }));

const placesOf = (nodes: readonly CanvasNode[]): Map<string, string> =>
  new Map(nodes.map(({ id, x, y }) => [id, `${x},${y}`]));

it(
  "a revision keeps every shot, take, number and place, and said twice it is said once",
  { timeout: 60_000 },
  () => {
    fc.assert(
      fc.property(
        fc.array(writtenScene, { minLength: 1, maxLength: 8 }),
        fc.array(edit, { maxLength: 12 }),
        fc.array(rewrite, { maxLength: 6 }),
        pick("keep" as const, "remove" as const),
        (draft, edits, rewrites, omitted) => {
          const canvas = openCanvasDocument(new Y.Doc());
          applyBreakdown(canvas, { jobId: "one", breakdown: write(draft) });
          editBoard(canvas, edits);
          const before = readCanvas(canvas);
          const work = workOf(canvas);
          const breakdown = write(rewriteDraft(draft, rewrites));

          const first = applyRevision(canvas, { jobId: "two", breakdown, omitted });
          expect(first.ok).toBe(true);
          expect(workOf(canvas)).toEqual(work);
          const after = readCanvas(canvas);
          const places = placesOf(after.nodes);
          const withShots = new Set(work.map(({ data }) => data["scene"]));
          for (const node of before.nodes) {
            if (!places.has(node.id)) {
              // Only what nobody has worked on, and only because that was asked for.
              expect([omitted, node.type, withShots.has(node.id)]).toEqual(["remove", "scene", false]);
              continue;
            }
            expect(places.get(node.id)).toBe(`${node.x},${node.y}`);
            const number = after.nodes.find(({ id }) => id === node.id)?.data["number"];
            if (node.data["number"] !== undefined) expect(number).toBeDefined();
          }
          // Every scene of the draft is on the board, once.
          const shown = after.nodes.filter(({ type, data }) => type === "scene" && data["omitted"] !== true);
          expect(shown.length).toBeGreaterThanOrEqual(breakdown.scenes.length);

          const state = Y.encodeStateVector(canvas.doc);
          applyRevision(canvas, { jobId: "two", breakdown, omitted });
          expect(Y.encodeStateVector(canvas.doc)).toEqual(state);
          const again = applyRevision(canvas, { jobId: "three", breakdown, omitted });
          expect(again).toMatchObject({ counts: { changed: 0, moved: 0, added: 0, omitted: 0, removed: 0 } });
          expect(readCanvas(canvas)).toEqual(after);
        },
      ),
      { numRuns: 200 },
    );
  },
);
