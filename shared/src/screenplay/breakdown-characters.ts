import type { ScreenplayElement, ScreenplayScene } from "./fountain-elements.ts";

export interface BrokenDownCharacter {
  readonly key: string;
  /** In capitals, without (V.O.), (CONT'D) and emphasis. */
  readonly name: string;
  readonly sceneKeys: readonly string[];
  /** Speeches, as a cast list counts lines. */
  readonly speakingLines: number;
  /** The one with clearly the most lines, if there is one. */
  readonly isLead?: true;
}

/** A lead has a quarter more lines than the next, and more than a walk-on. */
const LEAD_RATIO = 1.25;
const LEAD_MIN_LINES = 3;
const MAX_NAME_WORDS = 4;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}.'’-]*/gu;
const TOGETHER = /\s*(?:\/|&|,|\bAND\b)\s*/;

/** Who speaks where, and who of them is named in capitals in the action. In order of first appearance. */
export function collectCast(scenes: readonly ScreenplayScene[]): {
  characters: BrokenDownCharacter[];
  keysByScene: string[][];
} {
  const alone = new Set<string>();
  for (const scene of scenes)
    for (const element of scene.elements)
      if (element.type === "character") alone.add(normalizeName(element.name));
  const names = new Map<string, string>();
  for (const name of alone) if (speakersOf(name, alone).length === 1) names.set(matchingForm(name), name);

  const found = new Map<string, { scenes: number[]; speakingLines: number }>();
  const note = (name: string, sceneIndex: number, lines: number): void => {
    const entry = found.get(name) ?? { scenes: [], speakingLines: 0 };
    if (entry.scenes.at(-1) !== sceneIndex) entry.scenes.push(sceneIndex);
    entry.speakingLines += lines;
    found.set(name, entry);
  };
  scenes.forEach((scene, sceneIndex) => {
    for (const element of scene.elements) {
      if (element.type === "character")
        for (const name of speakersOf(normalizeName(element.name), alone)) note(name, sceneIndex, 1);
      for (const name of namesInAction(element, names)) note(name, sceneIndex, 0);
    }
  });

  const lead = findLead([...found].map(([name, { speakingLines }]) => ({ name, speakingLines })));
  const keysByScene: string[][] = scenes.map(() => []);
  const characters = [...found].map(([name, entry], index): BrokenDownCharacter => {
    const key = `character-${index + 1}`;
    for (const sceneIndex of entry.scenes) keysByScene[sceneIndex]?.push(key);
    return {
      key,
      name,
      sceneKeys: entry.scenes.map((sceneIndex) => `scene-${sceneIndex + 1}`),
      speakingLines: entry.speakingLines,
      ...(name === lead && { isLead: true as const }),
    };
  });
  return { characters, keysByScene };
}

function normalizeName(name: string): string {
  return name.toUpperCase().replace(/[’`]/g, "'").replace(/:$/, "").trim();
}

/** "INES AND WREN" are two people if each also speaks alone; "MARKS AND SPENCER" stays one. */
function speakersOf(name: string, alone: ReadonlySet<string>): string[] {
  const parts = name.split(TOGETHER);
  return parts.length > 1 && parts.every((part) => alone.has(part)) ? parts : [name];
}

/** Names of up to four words, looked up in a table: the cost does not depend on the size of the cast. */
function namesInAction(element: ScreenplayElement, names: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  if (element.type !== "action") return found;
  const words = (element.text.match(WORD) ?? []).map(matchingWord);
  for (let index = 0; index < words.length; index++) {
    let form = "";
    for (let count = 1; count <= MAX_NAME_WORDS && index + count <= words.length; count++) {
      form = count === 1 ? (words[index] ?? "") : `${form} ${words[index + count - 1]}`;
      const name = names.get(form);
      if (name !== undefined) found.add(name);
    }
  }
  return found;
}

function matchingForm(name: string): string {
  return (name.match(WORD) ?? []).map(matchingWord).join(" ");
}

/** "INES'S" and "INES." differ from "INES" only in what hangs on the name. */
function matchingWord(word: string): string {
  let end = trimMarks(word, word.length);
  const ending = word.slice(end - 2, end);
  if (ending === "'S" || ending === "'s" || ending === "’S" || ending === "’s")
    end = trimMarks(word, end - 2);
  return word.slice(0, end);
}

function trimMarks(word: string, end: number): number {
  while (end > 0 && ".'’-".includes(word[end - 1] ?? "")) end--;
  return end;
}

function findLead(speakers: { name: string; speakingLines: number }[]): string | undefined {
  const [first, second] = speakers.toSorted((one, other) => other.speakingLines - one.speakingLines);
  if (!first || first.speakingLines < LEAD_MIN_LINES) return undefined;
  return first.speakingLines >= (second?.speakingLines ?? 0) * LEAD_RATIO ? first.name : undefined;
}
