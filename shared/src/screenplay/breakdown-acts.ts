import { MAX_SHORT_TEXT } from "../canvas/node-types/limits.ts";
import { cutText } from "./cut-text.ts";
import type { Screenplay } from "./fountain-elements.ts";

export interface BrokenDownAct {
  readonly title: string;
  readonly sceneKeys: string[];
}

/** Acts are the sections of the highest level used; one without scenes ("# Characters") is left out. */
export function collectActs(screenplay: Screenplay): {
  sections: BrokenDownAct[];
  titleByScene: (string | undefined)[];
} {
  const isAct = (depth: number): boolean => depth === actDepth;
  const actDepth = screenplay.elements.reduce(
    (least, element) => (element.type === "section" ? Math.min(least, element.depth) : least),
    Infinity,
  );
  const sections: BrokenDownAct[] = [];
  const titleByScene: (string | undefined)[] = [];
  let act: BrokenDownAct | undefined;
  for (const element of screenplay.elements) {
    if (element.type === "section" && isAct(element.depth)) {
      act = { title: cutText(element.text, MAX_SHORT_TEXT) || "Untitled", sceneKeys: [] };
      sections.push(act);
    } else if (element.type === "scene-heading") {
      titleByScene.push(act?.title);
      act?.sceneKeys.push(`scene-${titleByScene.length}`);
    }
  }
  return { sections: sections.filter((section) => section.sceneKeys.length > 0), titleByScene };
}
