import { describe, expect, it } from "vitest";
import { statusChipOf } from "./status-chip.ts";

const online = { offline: false, everConnected: true };
const cutOff = { offline: true, everConnected: true };

describe("statusChipOf", () => {
  it("says Saved only when the save state is saved", () => {
    expect(statusChipOf({ save: { kind: "saved", count: 0 }, ...online })?.long).toBe("Saved");
    expect(statusChipOf({ save: { kind: "saving", count: 1 }, ...online })?.long).toBe("Saving…");
  });

  it("says nothing before the canvas was ever reached", () => {
    expect(statusChipOf({ save: { kind: "saving" }, offline: false, everConnected: false })).toBeUndefined();
  });

  it("counts what is kept on this device, long and short", () => {
    expect(statusChipOf({ save: { kind: "offline", count: 12 }, ...cutOff })).toEqual({
      kind: "offline",
      long: "Offline: 12 changes kept on this device",
      short: "Offline: 12 kept",
    });
    expect(statusChipOf({ save: { kind: "offline", count: 1 }, ...cutOff })?.long).toBe(
      "Offline: 1 change kept on this device",
    );
  });

  it("names no number when nothing waits", () => {
    expect(statusChipOf({ save: { kind: "offline", count: 0 }, ...cutOff })?.long).toBe("Offline");
  });

  it("says when neither the server nor the device has it", () => {
    expect(statusChipOf({ save: { kind: "not-saved", count: 3 }, ...cutOff })?.long).toBe(
      "Not saved: storage is full",
    );
  });

  it("says why the server does not take changes, until they are saved", () => {
    const full = { ...cutOff, refusal: "documentFull" } as const;
    expect(statusChipOf({ save: { kind: "offline", count: 3 }, ...full })).toMatchObject({
      kind: "not-saved",
      long: "Not saved: the canvas is full",
    });
    expect(statusChipOf({ save: { kind: "saved" }, ...full })?.kind).toBe("saved");
    expect(statusChipOf({ save: { kind: "saving" }, ...online, refusal: "foreignClientId" })?.long).toBe(
      "Not saved: reload the page",
    );
  });

  it("tells a reviewer who lost the connection that the picture is old", () => {
    expect(statusChipOf({ save: { kind: "read-only" }, ...online })?.long).toBe("Read-only");
    expect(statusChipOf({ save: { kind: "read-only" }, ...cutOff })?.long).toBe("Offline");
  });
});
