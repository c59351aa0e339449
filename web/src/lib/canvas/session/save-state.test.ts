import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SaveTracker } from "./save-state.svelte.ts";

const acks = (outstanding: number, confirmed = 1) => ({ outstanding, confirmed, refused: 0 });

describe("the save state", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const connected = (): SaveTracker => {
    const tracker = new SaveTracker();
    tracker.setKeptOnDevice(true);
    tracker.setConnection(true);
    tracker.setAcknowledgements(acks(0));
    return tracker;
  };

  it("is saved only when the server has confirmed everything on this connection", () => {
    const tracker = new SaveTracker();
    tracker.setConnection(true);
    tracker.setAcknowledgements(acks(0, 0));
    expect(tracker.state.kind).not.toBe("saved");
    tracker.setAcknowledgements(acks(0, 1));
    expect(tracker.state).toEqual({ kind: "saved" });
  });

  it("shows a quick save as saved all along and a slow one as saving after 300 ms", () => {
    const tracker = connected();
    tracker.countChange();
    tracker.setAcknowledgements(acks(1));
    vi.advanceTimersByTime(299);
    expect(tracker.state.kind).toBe("saved");
    vi.advanceTimersByTime(1);
    expect(tracker.state).toEqual({ kind: "saving", count: 1 });
    tracker.setAcknowledgements(acks(0, 2));
    expect(tracker.state).toEqual({ kind: "saved" });
  });

  it("counts the changes that are kept on this device while offline", () => {
    const tracker = connected();
    tracker.setConnection(false);
    tracker.countChange();
    tracker.countChange();
    expect(tracker.state.kind).toBe("saving");
    vi.advanceTimersByTime(1000);
    expect(tracker.state).toEqual({ kind: "offline", count: 2 });
    tracker.countChange();
    expect(tracker.state).toEqual({ kind: "offline", count: 3 });
  });

  it("says not saved when neither server nor device has the changes", () => {
    const tracker = connected();
    tracker.setKeptOnDevice(false);
    tracker.setConnection(false);
    tracker.countChange();
    vi.advanceTimersByTime(1000);
    expect(tracker.state).toEqual({ kind: "not-saved", count: 1 });
  });

  it("forgets the count once all of it is saved", () => {
    const tracker = connected();
    tracker.setConnection(false);
    tracker.countChange();
    vi.advanceTimersByTime(1000);
    tracker.setAcknowledgements(acks(1, 0));
    tracker.setConnection(true);
    expect(tracker.unsavedChanges).toBe(1);
    tracker.setAcknowledgements(acks(0, 1));
    expect(tracker.state).toEqual({ kind: "saved" });
    expect(tracker.unsavedChanges).toBe(0);
  });

  it("is read-only for those who may not write, whatever the connection does", () => {
    const tracker = connected();
    tracker.setReadOnly(true);
    tracker.setConnection(false);
    expect(tracker.state).toEqual({ kind: "read-only" });
  });
});
