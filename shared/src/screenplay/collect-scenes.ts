import type { ElementOf, ScreenplayElement, ScreenplayScene } from "./fountain-elements.ts";
import { parseHeading, resolveTimeOfDay } from "./parse-heading.ts";

/** Cuts the elements into scenes. A scene ends above the next heading, or above the section that introduces it. */
export function collectScenes(elements: readonly ScreenplayElement[], lineCount: number): ScreenplayScene[] {
  const scenes: ScreenplayScene[] = [];
  let timeBefore: string | undefined;
  let index = elements.findIndex(isHeading);
  while (index !== -1) {
    const heading = elements[index] as ElementOf<"scene-heading">;
    const next = findHeading(elements, index + 1);
    const end = startOfIntroduction(elements, index + 1, next === -1 ? elements.length : next);
    const parts = parseHeading(heading.text);
    const resolvedTimeOfDay = resolveTimeOfDay(parts.timeOfDay, timeBefore);
    timeBefore = resolvedTimeOfDay ?? timeBefore;
    scenes.push({
      heading,
      parts,
      ...(resolvedTimeOfDay !== undefined && { resolvedTimeOfDay }),
      elements: elements.slice(index + 1, end),
      line: heading.line,
      endLine: Math.max((elements[end]?.line ?? lineCount + 1) - 1, heading.endLine),
    });
    index = next;
  }
  return scenes;
}

function isHeading(element: ScreenplayElement): boolean {
  return element.type === "scene-heading";
}

function findHeading(elements: readonly ScreenplayElement[], from: number): number {
  for (let index = from; index < elements.length; index++) {
    const element = elements[index];
    if (element && isHeading(element)) return index;
  }
  return -1;
}

/** `# Act two` with its synopsis and notes above the next heading belongs to what follows. */
function startOfIntroduction(elements: readonly ScreenplayElement[], from: number, end: number): number {
  let start = end;
  for (let index = end - 1; index >= from; index--) {
    const type = elements[index]?.type;
    if (type === "section") start = index;
    else if (type !== "synopsis" && type !== "note" && type !== "boneyard" && type !== "page-break") break;
  }
  return start;
}
