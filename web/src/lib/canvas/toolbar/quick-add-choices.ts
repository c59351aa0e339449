import { nodeTypes, type NodeType } from "@backlot/shared/canvas/node-types/registry";

export interface QuickAddChoice {
  readonly type: NodeType;
  /** What was typed besides the type's name: becomes the node's own words. */
  readonly words: string;
}

const SLUGLINE = /^(INT\.?\/EXT|EXT\.?\/INT|I\/E|INT|EXT|EST)[. ]\s*(.*?)(?:\s+[-–—]\s+([^-–—]+))?$/i;

/**
 * What may be added for a text: "shot" or "sh" names a type, "scene INT. PIER - DAY" names it and fills it, a bare
 * slugline is a scene, and any other words are offered for every type.
 */
export const choicesFor = (text: string, types: readonly NodeType[]): QuickAddChoice[] => {
  const typed = text.trim();
  if (typed === "") return types.map((type) => ({ type, words: "" }));
  const [first = "", ...rest] = typed.split(/\s+/);
  const named = types.filter((type) => nodeTypes[type].noun.startsWith(first.toLowerCase()));
  if (
    named.length > 0 &&
    (rest.length === 0 || named.some((type) => nodeTypes[type].noun === first.toLowerCase()))
  ) {
    return named.map((type) => ({ type, words: rest.join(" ") }));
  }
  const scenesFirst = SLUGLINE.test(typed)
    ? [...types].sort((a, b) => Number(b === "scene") - Number(a === "scene"))
    : types;
  return scenesFirst.map((type) => ({ type, words: typed }));
};

/** The fields that a node made from these words begins with. */
export const dataFor = (type: NodeType, words: string): Record<string, unknown> => {
  if (words === "") return {};
  switch (type) {
    case "character":
    case "location":
      return { name: words.toUpperCase() };
    case "scene":
      return sceneDataFor(words);
    case "shot":
      return { description: words };
    case "note":
      return { text: words };
    case "act":
      return { title: words };
  }
};

const sceneDataFor = (words: string): Record<string, unknown> => {
  const match = SLUGLINE.exec(words);
  if (!match) return { setName: words.toUpperCase() };
  const [, prefix = "", set = "", time] = match;
  const code = prefix.toUpperCase().replaceAll(".", "");
  return {
    interiorExterior: code.includes("/") ? "INT/EXT" : code,
    setName: set.toUpperCase(),
    ...(time === undefined ? {} : { timeOfDay: time.trim().toUpperCase() }),
  };
};
