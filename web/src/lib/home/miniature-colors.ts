import type { MiniatureColors } from "./draw-miniature.ts";

/** A canvas element cannot use custom properties; this reads them for it. */
export const readMiniatureColors = (element: Element): MiniatureColors => {
  const style = getComputedStyle(element);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    node: token("bg-node"),
    line: token("line-default"),
    frame: token("bg-frame"),
    ofType: {
      character: token("node-character"),
      location: token("node-location"),
      scene: token("node-scene"),
      shot: token("node-shot"),
      note: token("node-note"),
      act: token("node-act"),
    },
    ofEdge: {
      "appears-in": token("edge-appears-in"),
      "set-in": token("edge-set-in"),
      contains: token("edge-contains"),
      next: token("edge-next"),
      "refers-to": token("edge-refers-to"),
    },
  };
};
