import { describe, expect, it } from "vitest";
import { shortcutOf } from "./shortcuts.ts";

const press = (key: string, keys: Partial<KeyboardEvent> = {}) =>
  shortcutOf({ key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys });

describe("the keys of the canvas", () => {
  it("adds a node by the letter of its type", () => {
    expect(press("t")).toEqual({ act: "add", type: "shot" });
    expect(press("P")).toEqual({ act: "add", type: "character" });
  });

  it("undoes and redoes with Ctrl or the Mac's command key", () => {
    expect(press("z", { ctrlKey: true })).toEqual({ act: "undo" });
    expect(press("Z", { metaKey: true, shiftKey: true })).toEqual({ act: "redo" });
  });

  it("leaves the browser its own combinations", () => {
    expect(press("s", { ctrlKey: true })).toBeUndefined();
    expect(press("l", { altKey: true })).toBeUndefined();
    expect(press("T", { shiftKey: true })).toBeUndefined();
  });

  it("zooms with Shift and a digit whatever that digit prints", () => {
    expect(press("!", { shiftKey: true, code: "Digit1" })).toEqual({ act: "fit-all" });
    expect(press("=", { shiftKey: true, code: "Digit0" })).toEqual({ act: "zoom-100" });
    expect(press("1", { code: "Digit1" })).toBeUndefined();
  });

  it("opens quick-add also where the slash needs Shift", () => {
    expect(press("/", { shiftKey: true, code: "Digit7" })).toEqual({ act: "quick-add" });
  });

  it("moves by arrows, finely with Shift", () => {
    expect(press("ArrowUp", { shiftKey: true })).toEqual({ act: "arrow", dx: 0, dy: -1, fine: true });
  });

  it("deletes with either key", () => {
    expect([press("Delete"), press("Backspace")]).toEqual([{ act: "delete" }, { act: "delete" }]);
  });
});
