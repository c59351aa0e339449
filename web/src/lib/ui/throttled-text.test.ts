import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createThrottledText } from "./throttled-text.ts";

describe("createThrottledText", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("says the first text at once and the newest of a burst after the interval", () => {
    const said: string[] = [];
    const text = createThrottledText((words) => said.push(words), 5000);
    text.set("Saving…");
    text.set("Saved");
    text.set("Offline");
    expect(said).toEqual(["Saving…"]);
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(["Saving…", "Offline"]);
  });

  it("does not repeat a text that came back to what was said", () => {
    const said: string[] = [];
    const text = createThrottledText((words) => said.push(words), 5000);
    text.set("Saved");
    text.set("Saving…");
    text.set("Saved");
    vi.advanceTimersByTime(10_000);
    text.set("Saved");
    expect(said).toEqual(["Saved"]);
  });

  it("is silent after it was stopped", () => {
    const said: string[] = [];
    const text = createThrottledText((words) => said.push(words), 5000);
    text.set("Saved");
    text.set("Offline");
    text.stop();
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual(["Saved"]);
  });
});
