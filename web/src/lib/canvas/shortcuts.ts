import type { NodeType } from "@backlot/shared/canvas/node-types/registry";

export type Shortcut =
  | { act: "tool"; tool: "select" | "hand" }
  | { act: "add"; type: NodeType }
  | { act: "quick-add" | "undo" | "redo" | "delete" | "select-all" | "escape" | "run" | "drawer" | "edit" }
  | { act: "zoom-100" | "fit-all" | "fit-selection" }
  | { act: "arrow"; dx: -1 | 0 | 1; dy: -1 | 0 | 1; fine: boolean };

type Keys = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

const LETTERS: Readonly<Record<string, Shortcut>> = {
  v: { act: "tool", tool: "select" },
  h: { act: "tool", tool: "hand" },
  p: { act: "add", type: "character" },
  l: { act: "add", type: "location" },
  s: { act: "add", type: "scene" },
  t: { act: "add", type: "shot" },
  n: { act: "add", type: "note" },
  g: { act: "add", type: "act" },
  r: { act: "run" },
  b: { act: "drawer" },
  "/": { act: "quick-add" },
};

const ZOOMS: Readonly<Record<string, Shortcut>> = {
  Digit0: { act: "zoom-100" },
  Digit1: { act: "fit-all" },
  Digit2: { act: "fit-selection" },
};

/** What a key press on the canvas asks for. On a Mac, Ctrl is ⌘. */
export const shortcutOf = ({ key, code, ctrlKey, metaKey, shiftKey, altKey }: Keys): Shortcut | undefined => {
  if (altKey) return undefined;
  const lower = key.toLowerCase();
  if (ctrlKey || metaKey) {
    if (lower === "z") return { act: shiftKey ? "redo" : "undo" };
    if (lower === "y") return { act: "redo" };
    if (lower === "a") return { act: "select-all" };
    return undefined;
  }
  // The digit row says other characters with Shift, and not the same ones on every keyboard.
  if (shiftKey && ZOOMS[code]) return ZOOMS[code];
  if (key === "ArrowLeft") return { act: "arrow", dx: -1, dy: 0, fine: shiftKey };
  if (key === "ArrowRight") return { act: "arrow", dx: 1, dy: 0, fine: shiftKey };
  if (key === "ArrowUp") return { act: "arrow", dx: 0, dy: -1, fine: shiftKey };
  if (key === "ArrowDown") return { act: "arrow", dx: 0, dy: 1, fine: shiftKey };
  if (key === "Delete" || key === "Backspace") return { act: "delete" };
  if (key === "Escape") return { act: "escape" };
  if (key === "Enter") return { act: "edit" };
  // "/" needs Shift on many keyboards; letters do not.
  return shiftKey && lower !== "/" ? undefined : LETTERS[lower];
};
