import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toasts } from "./toasts.svelte.ts";

const texts = (): string[] => toasts.shown.map((toast) => toast.text);

describe("toasts", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.runAllTimers();
    vi.useRealTimers();
  });

  it("shows a message for six seconds", () => {
    toasts.show("Scene 7 deleted");
    vi.advanceTimersByTime(5999);
    expect(texts()).toEqual(["Scene 7 deleted"]);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual([]);
  });

  it("waits while it is held", () => {
    toasts.show("Scene 7 deleted");
    const id = toasts.shown[0]?.id ?? 0;
    toasts.hold(id);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(["Scene 7 deleted"]);
    toasts.release(id);
    vi.advanceTimersByTime(6000);
    expect(texts()).toEqual([]);
  });

  it("keeps the newest three", () => {
    for (const text of ["one", "two", "three", "four"]) toasts.show(text);
    expect(texts()).toEqual(["two", "three", "four"]);
  });

  it("puts what is said of the same thing in the place of what was said before", () => {
    toasts.show("Not paused", { about: "batch" });
    toasts.show("Not paused", { about: "other batch" });
    toasts.show("Still not paused", { about: "batch" });
    expect(texts()).toEqual(["Not paused", "Still not paused"]);
  });
});
