import { sluglineOf } from "../../canvas/queries/node-title.ts";
import { numberCanvas } from "../../canvas/queries/numbering.ts";
import type { CanvasNode } from "../../canvas/queries/read-node.ts";
import type { PlannedNode, PlannedScene, RevisionFacts, RevisionPlan } from "./revision-plan.ts";

interface DescribedScene {
  /** As it will be printed; absent = the scene has no number yet. */
  readonly number?: string;
  readonly heading: string;
}

/** A revision in film words, for the person who decides and for the API. */
export interface RevisionDiff {
  readonly unchanged: number;
  readonly changed: readonly (DescribedScene & {
    readonly id: string;
    /** "Heading: INT. KITCHEN – DAY → INT. GALLEY – DAY" */
    readonly changes: readonly string[];
    /** What a person has edited and therefore stays: "synopsis". */
    readonly kept: readonly string[];
  })[];
  readonly moved: readonly (DescribedScene & { readonly id: string; readonly behind?: string })[];
  readonly added: readonly (DescribedScene & { readonly behind?: string })[];
  readonly omitted: readonly (DescribedScene & {
    readonly id: string;
    readonly shots: number;
    /** Nothing was made of it yet, so it may be removed. */
    readonly removable: boolean;
  })[];
  readonly characters: { readonly added: readonly string[]; readonly gone: readonly string[] };
  readonly locations: { readonly added: readonly string[]; readonly gone: readonly string[] };
}

export const describeRevision = (facts: RevisionFacts, plan: RevisionPlan): RevisionDiff => {
  const nodeById = new Map(facts.nodes.map((node) => [node.id, node]));
  const numbers = numberCanvas(facts.nodes);
  const nameById = new Map<string, string>();
  for (const planned of [...plan.characters, ...plan.locations, ...plan.acts])
    nameById.set(planned.id, planned.name);
  const nameOf = (id: string): string => nameById.get(id) ?? shownName(nodeById.get(id));
  const headingOf = (id: string): string => readHeading(nodeById.get(id)?.data);
  const sceneById = new Map(plan.scenes.map((scene) => [scene.id, scene]));
  const describe = (id: string): DescribedScene => {
    const planned = sceneById.get(id);
    const number = planned?.number ?? numbers.get(id);
    const node = nodeById.get(id);
    const heading = planned?.isNew || !node ? sluglineOf({ data: { ...planned?.scene } }) : headingOf(id);
    return number === undefined ? { heading } : { number, heading };
  };
  const behindOf = ({ behind }: PlannedScene) =>
    behind === undefined ? {} : { behind: nameScene(describe(behind)) };

  const changed = plan.scenes
    .filter((scene) => !scene.isNew)
    .map((scene) => ({
      id: scene.id,
      ...describe(scene.id),
      changes: wordChanges(scene, nodeById.get(scene.id), nameOf),
      kept: [...new Set(scene.kept.map((field) => KEPT_WORDS[field] ?? field))],
    }))
    .filter(({ changes, kept }) => changes.length > 0 || kept.length > 0);
  const touched = new Set([...changed, ...plan.scenes.filter(({ isMoved }) => isMoved)].map(({ id }) => id));
  const namesOfNew = (nodes: readonly PlannedNode[]) =>
    nodes.filter(({ isNew }) => isNew).map(({ name }) => name);
  return {
    unchanged: plan.scenes.filter(({ id, isNew }) => !isNew && !touched.has(id)).length,
    changed,
    moved: plan.scenes
      .filter(({ isMoved }) => isMoved)
      .map((scene) => ({ id: scene.id, ...describe(scene.id), ...behindOf(scene) })),
    added: plan.scenes
      .filter(({ isNew }) => isNew)
      .map((scene) => ({ ...describe(scene.id), ...behindOf(scene) })),
    omitted: plan.omitted.map(({ id, shots, isBare }) => ({ id, ...describe(id), shots, removable: isBare })),
    characters: { added: namesOfNew(plan.characters), gone: plan.gone.characters.map(nameOf) },
    locations: { added: namesOfNew(plan.locations), gone: plan.gone.locations.map(nameOf) },
  };
};

/** The heading of a scene that is omitted still tells which one it is. */
const readHeading = (data: CanvasNode["data"] = {}): string =>
  sluglineOf({ data: { ...data, omitted: false } });

/** "12 INT. PIER – DAY" */
const nameScene = ({ number, heading }: DescribedScene): string =>
  number === undefined ? heading : `${number} ${heading}`;

const shownName = (node: CanvasNode | undefined): string => {
  const name = node?.data["name"] ?? node?.data["title"];
  return typeof name === "string" && name !== "" ? name : "Untitled";
};

const HEADING_FIELDS = ["interiorExterior", "setName", "timeOfDay", "modifier"];

const KEPT_WORDS: Readonly<Record<string, string>> = {
  number: "number",
  interiorExterior: "heading",
  setName: "heading",
  timeOfDay: "heading",
  modifier: "heading",
  synopsis: "synopsis",
  script: "text",
  pageEighths: "length",
  location: "location",
};

const wordChanges = (
  scene: PlannedScene,
  node: CanvasNode | undefined,
  nameOf: (id: string) => string,
): string[] => {
  const { writes } = scene;
  const now = node?.data ?? {};
  const words: string[] = [];
  const place = (value: unknown): string => (typeof value === "string" ? nameOf(value) : "none");
  if (scene.isRestored) words.push("Back in the screenplay");
  if ("number" in writes) words.push(arrow("Number", now["number"], writes["number"]));
  if (HEADING_FIELDS.some((field) => field in writes)) {
    const after = Object.fromEntries(
      Object.entries({ ...now, ...writes }).filter(([, value]) => value !== null),
    );
    words.push(arrow("Heading", readHeading(now), readHeading(after)));
  } else if ("location" in writes) {
    words.push(arrow("Location", place(now["location"]), place(writes["location"])));
  }
  if ("script" in writes) words.push("Text");
  if ("synopsis" in writes) words.push("Synopsis");
  if ("pageEighths" in writes)
    words.push(arrow("Length", wordEighths(now["pageEighths"]), wordEighths(writes["pageEighths"])));
  const cast = [
    ...scene.castAdded.map((id) => `+ ${nameOf(id)}`),
    ...scene.castDropped.map((id) => `− ${nameOf(id)}`),
  ];
  if (cast.length > 0) words.push(`Cast: ${cast.join(", ")}`);
  if (scene.parent !== undefined) words.push(arrow("Act", place(node?.parent), place(scene.parent)));
  return words;
};

const arrow = (label: string, before: unknown, after: unknown): string => {
  const [from, to] = [before, after].map((value) =>
    typeof value === "string" && value !== "" ? value : "none",
  );
  return from === "none" ? `${label}: ${to}` : `${label}: ${from} → ${to}`;
};

/** 11 → "1 3/8", as pages are counted. */
const wordEighths = (eighths: unknown): string => {
  if (typeof eighths !== "number") return "none";
  const [pages, rest] = [Math.floor(eighths / 8), eighths % 8];
  return [pages > 0 || rest === 0 ? String(pages) : "", rest > 0 ? `${rest}/8` : ""]
    .filter(Boolean)
    .join(" ");
};
