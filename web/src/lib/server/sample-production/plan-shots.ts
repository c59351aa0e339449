import { addNode } from "@backlot/shared/canvas/commands/add-node";
import type { CommandResult } from "@backlot/shared/canvas/commands/command-result";
import { connect } from "@backlot/shared/canvas/commands/connect";
import { setMeta } from "@backlot/shared/canvas/commands/set-meta";
import { updateNode } from "@backlot/shared/canvas/commands/update-node";
import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { shotPositionOf } from "@backlot/shared/canvas/layout";
import { numberCanvas } from "@backlot/shared/canvas/queries/numbering";
import { readNodes } from "@backlot/shared/canvas/queries/read-canvas";
import type { CanvasNode } from "@backlot/shared/canvas/queries/read-node";
import type { ShotPlan } from "@backlot/shared/screenplay/sample-shots";

const ASPECT_RATIO = "2:1";
const shotIdOf = (index: number): string => `sample-shot-${index + 1}`;
const noteIdOf = (index: number): string => `sample-note-${index + 1}`;

/**
 * Plans the sample's shots beside their scenes, gives cast and places their looks, and pins the notes: one change,
 * with fixed ids, so that a second run finds it done. Answers the ids of the shots. Throws when the plan names a
 * scene, a character or a place that the breakdown has not made: both files are part of the product.
 */
export const planShots = (
  canvas: CanvasDocument,
  plan: ShotPlan,
  author: { id: string; name: string },
): string[] => {
  const shotIds = plan.shots.map((_, index) => shotIdOf(index));
  if (canvas.nodes.has(shotIdOf(0))) return shotIds.filter((id) => canvas.nodes.has(id));
  const find = createFinder(readNodes(canvas));
  // Everything is looked up before anything is written: a transaction cannot be taken back.
  const looks = [
    ...plan.characters.map(({ name, ...data }) => ({ id: find.named("character", name).id, data })),
    ...plan.locations.map(({ name, ...data }) => ({ id: find.named("location", name).id, data })),
  ];
  const perScene = new Map<string, number>();
  const shots = plan.shots.map(({ scene: number, characters, ...data }, index) => {
    const scene = find.scene(number);
    const place = perScene.get(scene.id) ?? 0;
    perScene.set(scene.id, place + 1);
    const cast = characters.map((name) => find.named("character", name).id);
    return { id: shotIdOf(index), cast, ...shotPositionOf(scene, place), data: { ...data, scene: scene.id } };
  });
  const notes = plan.notes.map(({ text, scenes }, index) => {
    const about = scenes.map(find.scene);
    const first = about[0];
    if (!first) throw new Error("A note of the shot plan is about no scene");
    const { x, y } = shotPositionOf(first, perScene.get(first.id) ?? 0);
    return { id: noteIdOf(index), x, y, about, data: { text, authorId: author.id, authorName: author.name } };
  });

  canvas.doc.transact(() => {
    must(setMeta(canvas, { aspectRatio: ASPECT_RATIO }));
    for (const look of looks) must(updateNode(canvas, look));
    for (const { id, x, y, data, cast } of shots) {
      must(addNode(canvas, { id, type: "shot", x, y, data }));
      for (const source of cast) must(connect(canvas, { source, target: id }));
    }
    for (const { id, x, y, data, about } of notes) {
      must(addNode(canvas, { id, type: "note", x, y, data }));
      for (const { id: target } of about) must(connect(canvas, { source: id, target }));
    }
  });
  return shotIds;
};

const createFinder = (nodes: readonly CanvasNode[]) => {
  const numbers = numberCanvas(nodes);
  const orThrow = (node: CanvasNode | undefined, what: string): CanvasNode => {
    if (!node) throw new Error(`The shot plan names ${what}, which is not on the canvas`);
    return node;
  };
  return {
    scene: (number: string): CanvasNode =>
      orThrow(
        nodes.find((node) => node.type === "scene" && numbers.get(node.id) === number),
        `scene ${number}`,
      ),
    named: (type: "character" | "location", name: string): CanvasNode =>
      orThrow(
        nodes.find(
          (node) => node.type === type && String(node.data["name"]).toUpperCase() === name.toUpperCase(),
        ),
        `the ${type} ${name}`,
      ),
  };
};

const must = (result: CommandResult): void => {
  if (!result.ok) throw new Error(`The shot plan was refused: ${result.reason} ${result.detail}`);
};
