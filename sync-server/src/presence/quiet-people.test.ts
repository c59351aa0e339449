import { afterAll, expect, it, vi } from "vitest";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import { PresenceReader } from "@backlot/shared/presence/wire/read-presence";
import { RoomPresence } from "./room-presence.ts";

// lib0 keeps the Date.now that it finds when it is loaded.
vi.hoisted(() => vi.useFakeTimers());
afterAll(() => {
  vi.useRealTimers();
});

it("keeps a person visible who does nothing for a minute, in both formats, by what honest clients send", () => {
  const room = new RoomPresence();
  const open = (clientId: number): Awareness => {
    const doc = new Y.Doc();
    doc.clientID = clientId;
    return new Awareness(doc);
  };
  const ada = open(1);
  const watchers = [open(2), open(3)];
  for (const watcher of watchers) watcher.setLocalState(null);
  const grant = {
    canvasId: "c",
    role: "editor",
    actorId: "ada",
    actorKind: "person",
    name: "Ada",
    colorIndex: 1,
  } as const;
  const member = { grant };
  let sentFrames = 0;
  ada.on("update", () => {
    sentFrames += 1;
    room.receive(member, encodeAwarenessUpdate(ada, [1]));
  });
  const reader = new PresenceReader();
  reader.read(room.whole("delta")!);
  ada.setLocalState({ cursor: { x: 1, y: 1 } });
  for (let second = 0; second < 75; second++) {
    const changes = room.takeChanges();
    if (changes) {
      applyAwarenessUpdate(watchers[0]!, changes.encode("awareness"), "room");
      applyAwarenessUpdate(watchers[1]!, reader.read(changes.encode("delta"))!, "room");
    }
    for (const watcher of watchers) {
      expect(watcher.getStates().get(1), `second ${second}`).toMatchObject({ cursor: { x: 1, y: 1 } });
    }
    vi.advanceTimersByTime(1_000);
  }
  expect(sentFrames).toBeGreaterThan(3);
  // And the watchers do drop who is silent for longer.
  ada.destroy();
  vi.advanceTimersByTime(60_000);
  for (const watcher of watchers) expect(watcher.getStates().has(1)).toBe(false);
  for (const watcher of watchers) watcher.destroy();
});
