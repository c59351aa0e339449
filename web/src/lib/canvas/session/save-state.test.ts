import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SaveTracker } from "./save-state.svelte.ts";

const acks = (outstanding: number, hasSentState = true, refused = 0) => ({
  outstanding,
  hasSentState,
  refused,
});

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
    // An edit that was queued may be confirmed before our state has left.
    for (const open of [acks(1, false), acks(0, false), acks(1, true)]) {
      tracker.setAcknowledgements(open);
      expect(tracker.state.kind).not.toBe("saved");
    }
    tracker.setAcknowledgements(acks(0, true));
    expect(tracker.state).toEqual({ kind: "saved" });
    tracker.setConnection(false);
    tracker.setAcknowledgements(acks(0, false));
    tracker.setConnection(true);
    vi.advanceTimersByTime(1000);
    expect(tracker.state.kind).toBe("saving");
  });

  it("is not saved while the server has refused something on this connection", () => {
    const tracker = connected();
    tracker.countChange();
    tracker.setAcknowledgements(acks(0, true, 1));
    vi.advanceTimersByTime(300);
    expect(tracker.state).toEqual({ kind: "saving", count: 1 });
  });

  it("shows a quick save as saved all along and a slow one as saving after 300 ms", () => {
    const tracker = connected();
    tracker.countChange();
    tracker.setAcknowledgements(acks(1));
    vi.advanceTimersByTime(299);
    expect(tracker.state.kind).toBe("saved");
    vi.advanceTimersByTime(1);
    expect(tracker.state).toEqual({ kind: "saving", count: 1 });
    tracker.setAcknowledgements(acks(0));
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
    tracker.setAcknowledgements(acks(1, false));
    tracker.setConnection(true);
    expect(tracker.unsavedChanges).toBe(1);
    tracker.setAcknowledgements(acks(0));
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
