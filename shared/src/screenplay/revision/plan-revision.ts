import type { Imported } from "../../canvas/imported.ts";
import { compareOrder } from "../../canvas/order.ts";
import { actOf } from "../../canvas/queries/act-of.ts";
import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import type { BrokenDownScene, ScreenplayBreakdown } from "../breakdown.ts";
import { matchScenes, type CanvasScene } from "./match-scenes.ts";
import { numberInserted } from "./number-inserted.ts";
import { placeScenes } from "./place-scenes.ts";
import { planNames } from "./plan-names.ts";
import { planOmissions } from "./plan-omissions.ts";
import type { PlannedScene, RevisionFacts, RevisionPlan } from "./revision-plan.ts";
import { mergeFields, rememberFields, sceneFieldsOf } from "./script-fields.ts";

/**
 * What a revised screenplay changes on a canvas. Pure. Nodes keep their ids, and so their shots, takes and comments; what
 * a person has changed since the last import stays; planning again what has been applied plans nothing.
 */
export const planRevision = (
  facts: RevisionFacts,
  breakdown: ScreenplayBreakdown,
  newIdOf: (key: string) => string = (key) => key,
): RevisionPlan => {
  const characters = planNames(
    facts,
    { type: "character", field: "name" },
    breakdown.characters.map(({ key, name, isLead }) => ({
      key,
      name,
      fields: { name, role: isLead ? "Lead" : undefined },
    })),
    newIdOf,
  );
  const locations = planNames(
    facts,
    { type: "location", field: "name" },
    breakdown.locations.map(({ key, name, interiorExterior }) => ({
      key,
      name,
      fields: { name, interiorExterior },
    })),
    newIdOf,
  );
  const acts = planNames(
    facts,
    { type: "act", field: "title" },
    breakdown.sections.map(({ title }, index) => ({
      key: `act-${index + 1}`,
      name: title,
      fields: { title },
    })),
    newIdOf,
  );
  const idByKey = new Map<string, string>();
  breakdown.characters.forEach(({ key }, index) => idByKey.set(key, characters.planned[index]?.id ?? ""));
  breakdown.locations.forEach(({ key }, index) => idByKey.set(key, locations.planned[index]?.id ?? ""));
  const actByScene = new Map<string, string>();
  breakdown.sections.forEach(({ sceneKeys }, index) => {
    for (const key of sceneKeys) actByScene.set(key, acts.planned[index]?.id ?? "");
  });

  const old = listCanvasScenes(facts);
  // Where the script prints OMITTED there is no scene: what the canvas has of it is omitted like any that is gone.
  const drafted = breakdown.scenes.filter(({ isOmitted }) => !isOmitted);
  const oldByNext = matchScenes(old, drafted);
  const found = drafted.map((_, index) => old[oldByNext.get(index) ?? -1]);
  const matched = new Set(found);
  const unmatched = old.filter((scene) => !matched.has(scene));
  const ids = drafted.map(({ key }, index) => found[index]?.node.id ?? newIdOf(key));
  const placed = placeScenes(
    ids.map((id, index) => ({ id, ...ordersOf(found[index]) })),
    unmatched.map((scene) => ({ id: scene.node.id, ...ordersOf(scene) })),
  );
  const numbers = numberScenes(drafted, found, [
    ...unmatched.map(({ node }) => numberOf(node)),
    ...breakdown.scenes.map(({ number }) => number),
  ]);
  const castByScene = listCast(facts);
  const nodeById = new Map(facts.nodes.map((node) => [node.id, node]));

  const scenes = drafted.map((scene, index): PlannedScene => {
    const canvasScene = found[index];
    const number = numbers[index];
    const { scriptOrder = "", canvasOrder = "" } = placed[index] ?? {};
    const act = planAct(canvasScene, nodeById, breakdown.sections.length > 0, actByScene.get(scene.key));
    const castIds = scene.characterKeys.map((key) => idByKey.get(key) ?? key);
    const cast = planCast(canvasScene, castByScene, castIds);
    const fields = sceneFieldsOf(scene, scene.locationKey && idByKey.get(scene.locationKey));
    const merged = mergeScene(canvasScene, nodeById, fields, number);
    const imported: Imported = {
      fields: rememberFields({ ...fields, number: merged.rememberedNumber }),
      order: scriptOrder,
      ...(act.remembered !== undefined && { act: act.remembered }),
      cast: castIds,
    };
    const isRemembered = JSON.stringify(canvasScene?.imported) === JSON.stringify(imported);
    const isMoved = canvasScene !== undefined && canvasScene.node.order !== canvasOrder;
    const behind = ids[index - 1];
    return {
      id: ids[index] ?? "",
      isNew: !canvasScene,
      scene,
      ...(number !== undefined && { number }),
      ...(behind !== undefined && { behind }),
      writes: merged.writes,
      kept: merged.kept,
      ...cast,
      ...(act.parent !== undefined && { parent: act.parent }),
      ...((isMoved || !canvasScene) && { order: canvasOrder }),
      isMoved,
      isRestored: canvasScene?.node.data["omitted"] === true,
      ...(!isRemembered && { imported }),
    };
  });
  return {
    characters: characters.planned,
    locations: locations.planned,
    acts: acts.planned,
    scenes,
    omitted: planOmissions(facts, unmatched, castByScene),
    gone: { characters: characters.gone, locations: locations.gone },
  };
};

type NodeById = ReadonlyMap<string, CanvasNode>;

/** In the order of the screenplay they came from. */
const listCanvasScenes = ({ nodes, imported }: RevisionFacts): CanvasScene[] =>
  nodes
    .filter(({ type }) => type === "scene")
    .map((node) => ({ node, imported: imported.get(node.id) }))
    .sort((a, b) => compareOrder(inScript(a), inScript(b)));

const inScript = ({ node, imported }: CanvasScene) => {
  const order = imported?.order ?? node.order;
  return order === undefined ? { id: node.id } : { id: node.id, order };
};

const ordersOf = (scene: CanvasScene | undefined) => ({
  scriptOrder: scene?.imported?.order ?? scene?.node.order,
  canvasOrder: scene?.node.order,
});

const listCast = ({ edges }: RevisionFacts): Map<string, Set<string>> => {
  const cast = new Map<string, Set<string>>();
  for (const { type, source, target } of edges) {
    if (type !== "appears-in") continue;
    const known = cast.get(target);
    if (known) known.add(source);
    else cast.set(target, new Set([source]));
  }
  return cast;
};

/** A number once printed is never taken away; once numbers are printed, an inserted scene gets one between its neighbors. */
const numberScenes = (
  scenes: readonly BrokenDownScene[],
  found: readonly (CanvasScene | undefined)[],
  others: readonly (string | undefined)[],
): (string | undefined)[] => {
  const numbers = scenes.map((scene, index) => {
    const now = numberOf(found[index]?.node);
    if (scene.number === undefined || now === undefined) return scene.number ?? now;
    const isOurs = found[index]?.imported?.fields["number"] === now;
    return isOurs ? scene.number : now;
  });
  const taken = new Set([...numbers, ...others].flatMap((number) => number?.toUpperCase() ?? []));
  return numbers.map((number, index) => {
    if (number !== undefined || found[index]) return number;
    const previous = numbers[index - 1];
    const following = numbers[index + 1];
    if (previous === undefined && following === undefined) return undefined;
    const inserted = numberInserted(previous, following, taken);
    taken.add(inserted.toUpperCase());
    numbers[index] = inserted;
    return inserted;
  });
};

const numberOf = (node: CanvasNode | undefined): string | undefined => {
  const number = node?.data["number"];
  return typeof number === "string" && number !== "" ? number : undefined;
};

const mergeScene = (
  scene: CanvasScene | undefined,
  nodeById: NodeById,
  fields: ReturnType<typeof sceneFieldsOf>,
  number: string | undefined,
) => {
  const { number: printed, ...others } = fields;
  // What the script does not print is not taken away, and what was given to an inserted scene counts as the script's.
  const next = {
    ...others,
    ...((printed ?? (scene ? undefined : number)) !== undefined && { number: printed ?? number }),
  };
  const rememberedNumber = printed ?? (scene ? scene.imported?.fields["number"] : number);
  const before = scene?.imported && { ...scene.imported.fields };
  // The location it was set in is gone: nobody chose to have none.
  const place = before?.["location"];
  if (before && place !== undefined && !nodeById.has(String(place))) delete before["location"];
  return { ...mergeFields(scene?.node.data ?? {}, before, next), rememberedNumber };
};

const planCast = (
  scene: CanvasScene | undefined,
  castByScene: ReadonlyMap<string, ReadonlySet<string>>,
  next: readonly string[],
): Pick<PlannedScene, "castAdded" | "castDropped"> => {
  const now = (scene && castByScene.get(scene.node.id)) ?? new Set<string>();
  const before = scene?.imported?.cast ?? [];
  const [wasThere, staysThere] = [new Set(before), new Set(next)];
  return {
    castAdded: next.filter((id) => !now.has(id) && !wasThere.has(id)),
    castDropped: before.filter((id) => now.has(id) && !staysThere.has(id)),
  };
};

/** A draft without sections says nothing of acts (many programs lose them), so they stay as they are. */
const planAct = (
  scene: CanvasScene | undefined,
  nodeById: NodeById,
  hasActs: boolean,
  next: string | undefined,
): { parent?: string | null | undefined; remembered: string | undefined } => {
  const before = scene?.imported?.act;
  if (!scene) return { parent: next, remembered: next };
  if (!hasActs) return { remembered: before };
  const now = actOf(scene.node, (id) => nodeById.get(id));
  const isGone = before !== undefined && !nodeById.has(before);
  if (now === next || now !== (isGone ? undefined : before)) return { remembered: next };
  return { parent: next ?? null, remembered: next };
};
