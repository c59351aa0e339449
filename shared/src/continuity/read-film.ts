import type { CanvasDocument } from "../canvas/document.ts";
import type { NodeData } from "../canvas/node-types/registry.ts";
import { compareOrder } from "../canvas/order.ts";
import { isProposal } from "../canvas/queries/is-proposal.ts";
import { sceneOf, shotsByScene } from "../canvas/queries/list-edges.ts";
import { numberCanvas } from "../canvas/queries/numbering.ts";
import { readNodes, readStoredEdges } from "../canvas/queries/read-canvas.ts";
import type { CanvasNode } from "../canvas/queries/read-node.ts";
import { createCastNames, type CastNames } from "../coverage/cast-names.ts";
import { readBeats } from "../coverage/scene-beats.ts";
import type { Film, FilmScene, FilmShot, Speaker } from "./film.ts";

/** Reads every script on the canvas: a second or so for a very long film, so not on a busy event loop. */
export const readFilm = (canvas: CanvasDocument): Film => {
  const nodes = readNodes(canvas);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const numbers = numberCanvas(nodes);
  const shots = shotsByScene(nodes, byId);
  const casts = readCasts(canvas, byId);
  const castNames = createCastNames(
    nodes.flatMap((node) =>
      node.type === "character"
        ? [{ id: node.id, name: (node.data as NodeData<"character">).name ?? "" }]
        : [],
    ),
  );
  const proposals = countProposals(nodes, byId);
  const numberOf = (id: string): string => numbers.get(id) ?? "?";
  const scenes = nodes
    .filter((node) => node.type === "scene" && node.data["omitted"] !== true)
    .sort(compareOrder)
    .map((node): FilmScene => {
      const { interiorExterior, setName, timeOfDay, modifier, pageEighths, script } =
        node.data as NodeData<"scene">;
      return {
        id: node.id,
        number: numberOf(node.id),
        setName: setName ?? "",
        ...(interiorExterior && { interiorExterior }),
        ...(timeOfDay && { timeOfDay }),
        ...(modifier && { modifier }),
        ...(pageEighths !== undefined && { pageEighths }),
        cast: new Set(casts.get(node.id)),
        speakers: readSpeakers(script ?? "", castNames),
        shots: (shots.get(node.id) ?? []).map((shot) =>
          readShot(shot, numberOf(shot.id), casts.get(shot.id) ?? []),
        ),
        proposals: proposals.get(node.id) ?? 0,
      };
    });
  return {
    scenes,
    nameOf: (id) => {
      const name = byId.get(id)?.data["name"];
      return typeof name === "string" && name !== "" ? name : "A character without a name";
    },
  };
};

const readShot = (node: CanvasNode, number: string, cast: readonly string[]): FilmShot => {
  const { size, angle, movement, framing, lensMm, durationSeconds, description } =
    node.data as NodeData<"shot">;
  return {
    id: node.id,
    number,
    ...(size && { size }),
    ...(angle && { angle }),
    ...(movement && { movement }),
    ...(framing && { framing }),
    ...(lensMm !== undefined && { lensMm }),
    ...(durationSeconds !== undefined && { durationSeconds }),
    description: description ?? "",
    cast: [...cast].sort(),
  };
};

const readSpeakers = (script: string, castNames: CastNames): Speaker[] => {
  const seen = new Map<string, boolean>();
  for (const beat of readBeats(script)) {
    if (beat.kind !== "speech") continue;
    for (const id of castNames.speakersOf(beat.speaker))
      seen.set(id, (seen.get(id) ?? false) || !beat.isUnseen);
  }
  return [...seen].map(([characterId, isSeen]) => ({ characterId, isSeen }));
};

const readCasts = (canvas: CanvasDocument, byId: ReadonlyMap<string, CanvasNode>): Map<string, string[]> => {
  const casts = new Map<string, string[]>();
  for (const { type, source, target } of readStoredEdges(canvas)) {
    if (type !== "appears-in" || byId.get(source)?.type !== "character") continue;
    const cast = casts.get(target);
    if (cast) cast.push(source);
    else casts.set(target, [source]);
  }
  return casts;
};

const countProposals = (
  nodes: readonly CanvasNode[],
  byId: ReadonlyMap<string, CanvasNode>,
): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const scene = isProposal(node) ? sceneOf(node, byId) : undefined;
    if (scene !== undefined) counts.set(scene, (counts.get(scene) ?? 0) + 1);
  }
  return counts;
};
