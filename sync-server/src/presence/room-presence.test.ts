import { afterEach, describe, expect, it } from "vitest";
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate } from "y-protocols/awareness";
import * as Y from "yjs";
import type { SyncGrant } from "@backlot/shared/protocol/sync-token";
import { writeAwarenessPayload } from "./awareness-payload.ts";
import { RoomPresence, type PresenceEntry, type PresenceMember } from "./room-presence.ts";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

const memberOf = (actorId: string, name = actorId): PresenceMember => {
  const grant: SyncGrant = {
    canvasId: "c",
    role: "editor",
    actorId,
    actorKind: "person",
    name,
    colorIndex: 3,
  };
  return { grant };
};
const userOf = (id: string) => ({ id, kind: "person", name: id, colorIndex: 3 });

/** An honest client: y-protocols' own Awareness. */
const openAwareness = (clientId: number): Awareness => {
  const doc = new Y.Doc();
  doc.clientID = clientId;
  const awareness = new Awareness(doc);
  cleanUps.push(() => doc.destroy());
  return awareness;
};
const ownFrameOf = (awareness: Awareness): Uint8Array =>
  encodeAwarenessUpdate(awareness, [awareness.clientID]);
const entryOf = (clientId: number, clock: number, state: unknown): Uint8Array =>
  writeAwarenessPayload([{ clientId, clock, json: JSON.stringify(state) }]);

/** A room and one who only watches it, by the standard format. */
const openRoom = (broken = () => undefined as void) => {
  const room = new RoomPresence(broken);
  const watcher = openAwareness(999);
  watcher.setLocalState(null);
  /** One tick; answers what went to the other nodes. */
  const tick = (): PresenceEntry[] => {
    const changes = room.takeChanges();
    if (!changes) return [];
    applyAwarenessUpdate(watcher, changes.encode("awareness"), "room");
    return changes.own;
  };
  const seen = (clientId: number) => watcher.getStates().get(clientId);
  return { room, watcher, tick, seen };
};

describe("presence in a room", () => {
  it("shows what a member says of itself, under the name of its token", () => {
    const { room, tick, seen } = openRoom();
    const ada = memberOf("ada");
    expect(room.receive(ada, entryOf(1, 1, { user: { id: "ben" }, cursor: { x: 1, y: 2 } }))).toBe("ok");
    expect(room.hasChanges()).toBe(true);
    expect(tick()).toEqual([{ clientId: 1, clock: 1, state: JSON.stringify(seen(1)) }]);
    expect(seen(1)).toEqual({ user: userOf("ada"), cursor: { x: 1, y: 2 } });
    expect(room.clientIdOf(ada)).toBe(1);
    expect(room.hasChanges()).toBe(false);
    expect(room.takeChanges()).toBeUndefined();
  });

  it("is encoded once for all receivers of a format, the newest state of each only", () => {
    const { room } = openRoom();
    const ada = memberOf("ada");
    for (let clock = 1; clock <= 50; clock++) room.receive(ada, entryOf(1, clock, { cursor: clock }));
    const changes = room.takeChanges();
    const frame = changes?.encode("awareness");
    expect(changes?.encode("awareness")).toBe(frame);
    expect(frame?.length).toBeLessThan(100);
    expect(new TextDecoder().decode(frame)).toContain('"cursor":50');
  });

  it("comes whole to a newcomer, as it was published last", () => {
    const { room, tick } = openRoom();
    expect(room.whole("awareness")).toBeUndefined();
    room.receive(memberOf("ada"), entryOf(1, 1, { cursor: 1 }));
    tick();
    room.receive(memberOf("ben"), entryOf(2, 1, { cursor: 2 }));
    const newcomer = openAwareness(5);
    applyAwarenessUpdate(newcomer, room.whole("awareness")!, "room");
    expect([...newcomer.getStates().keys()].sort()).toEqual([1, 5]);
    tick();
    applyAwarenessUpdate(newcomer, room.whole("awareness")!, "room");
    expect([...newcomer.getStates().keys()].sort()).toEqual([1, 2, 5]);
  });

  it("comes whole to one who was spared some changes, with those who left meanwhile", () => {
    const { room, tick, seen, watcher } = openRoom();
    const [ada, ben, eve] = [memberOf("ada"), memberOf("ben"), memberOf("eve")];
    for (const [index, member] of [ada, ben, eve].entries()) {
      room.receive(member, entryOf(index + 1, 1, { cursor: 1 }));
    }
    tick();
    room.leave(ada);
    room.receive(ben, entryOf(2, 2, null));
    room.receive(eve, entryOf(3, 2, { cursor: 2 }));
    room.takeChanges();
    applyAwarenessUpdate(watcher, room.wholeAfterGap("awareness")!, "room");
    expect([seen(1), seen(2), seen(3)]).toMatchObject([undefined, undefined, { cursor: 2 }]);
    expect(room.wholeAfterGap("delta")).toBe(room.whole("delta"));
  });

  it("ends by an explicit leave, keeps the client id, and comes back", () => {
    const { room, tick, seen } = openRoom();
    const ada = memberOf("ada");
    room.receive(ada, entryOf(1, 1, { cursor: 1 }));
    tick();
    room.receive(ada, entryOf(1, 2, null));
    expect(tick()).toEqual([{ clientId: 1, clock: 2, state: "null" }]);
    expect(seen(1)).toBeUndefined();
    expect(room.clientIdOf(ada)).toBe(1);
    expect(room.whole("awareness")).toBeUndefined();
    expect(room.receive(memberOf("eve"), entryOf(1, 9, { cursor: 6 }))).toBe("foreign");
    room.receive(ada, entryOf(1, 3, { cursor: 3 }));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 3 });
  });

  it("ends with its connection, and the same peer is seen at once when it is back with the clock it had", () => {
    const { room, tick, seen } = openRoom();
    const client = openAwareness(1);
    client.setLocalStateField("cursor", 1);
    const first = memberOf("ada");
    room.receive(first, ownFrameOf(client));
    tick();
    room.leave(first);
    expect(tick()).toEqual([{ clientId: 1, clock: 2, state: "null" }]);
    expect(seen(1)).toBeUndefined();
    const second = memberOf("ada");
    room.receive(second, ownFrameOf(client));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 1 });
    // It hears itself under a higher clock, takes that over, and is heard on.
    applyAwarenessUpdate(client, room.whole("awareness")!, "room");
    client.setLocalStateField("cursor", 2);
    room.receive(second, ownFrameOf(client));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 2 });
  });

  it("renews: the same state under a higher clock reaches everyone", () => {
    const { room, tick, watcher } = openRoom();
    const client = openAwareness(1);
    client.setLocalState({ cursor: 1 });
    const ada = memberOf("ada");
    room.receive(ada, ownFrameOf(client));
    tick();
    const before = watcher.meta.get(1)!.clock;
    client.setLocalState(client.getLocalState());
    room.receive(ada, ownFrameOf(client));
    tick();
    expect(watcher.meta.get(1)!.clock).toBe(before + 1);
  });
});

describe("presence that lies", () => {
  it("cannot be another's: neither changed, nor silenced, nor ended, and its own entry is heard", () => {
    const { room, tick, seen } = openRoom();
    const ada = memberOf("ada");
    const eve = memberOf("eve");
    room.receive(ada, entryOf(1, 1, { cursor: 1 }));
    tick();
    expect(room.receive(eve, entryOf(1, 4_000_000_000, { cursor: 6 }))).toBe("foreign");
    expect(room.receive(eve, entryOf(1, 4_000_000_001, null))).toBe("foreign");
    const both = writeAwarenessPayload([
      { clientId: 2, clock: 1, json: '{"cursor":7}' },
      { clientId: 1, clock: 7, json: '{"cursor":8}' },
      { clientId: 3, clock: 1, json: '{"cursor":9}' },
    ]);
    expect(room.receive(eve, both)).toBe("foreign");
    tick();
    expect([seen(1), seen(2), seen(3)]).toMatchObject([{ cursor: 1 }, { cursor: 7 }, undefined]);
    room.receive(ada, entryOf(1, 2, { cursor: 2 }));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 2 });
  });

  it("cannot take the id of one who is away", () => {
    const { room, tick, seen } = openRoom();
    const ada = memberOf("ada");
    room.receive(ada, entryOf(1, 1, { cursor: 1 }));
    tick();
    room.leave(ada);
    tick();
    expect(room.receive(memberOf("eve"), entryOf(1, 9, { cursor: 6 }))).toBe("foreign");
    room.receive(memberOf("ada"), entryOf(1, 1, { cursor: 2 }));
    tick();
    expect(seen(1)).toMatchObject({ user: userOf("ada"), cursor: 2 });
  });

  it("cannot poison its clock: what goes out counts up by one", () => {
    const { room, tick, seen, watcher } = openRoom();
    const first = memberOf("ada");
    room.receive(first, entryOf(1, 1, { cursor: 1 }));
    tick();
    room.receive(first, entryOf(1, 4_000_000_000, { cursor: 2 }));
    tick();
    expect(watcher.meta.get(1)?.clock).toBe(2);
    room.leave(first);
    tick();
    room.receive(memberOf("ada"), entryOf(1, 5, { cursor: 3 }));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 3 });
    room.receive(memberOf("eve"), entryOf(2, Number.MAX_SAFE_INTEGER, { cursor: 4 }));
    tick();
    expect(watcher.meta.get(2)?.clock).toBe(1);
  });

  it("is dropped when it is no JSON, counted, and what was said before stands", () => {
    let broken = 0;
    const { room, tick, seen } = openRoom(() => void broken++);
    const ada = memberOf("ada");
    room.receive(ada, entryOf(1, 1, { cursor: 1 }));
    room.receive(memberOf("ben"), entryOf(2, 1, { cursor: 2 }));
    tick();
    room.receive(ada, writeAwarenessPayload([{ clientId: 1, clock: 2, json: '{"cursor":' }]));
    room.receive(memberOf("eve"), writeAwarenessPayload([{ clientId: 3, clock: 2, json: "{" }]));
    expect(tick()).toEqual([]);
    expect(broken).toBe(2);
    expect([seen(1), seen(2), seen(3)]).toMatchObject([{ cursor: 1 }, { cursor: 2 }, undefined]);
    room.receive(ada, entryOf(1, 3, { cursor: 3 }));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 3 });
  });

  it("is refused when malformed, not heard when too large or too deep", () => {
    const { room, tick, seen } = openRoom();
    const ada = memberOf("ada");
    expect(room.receive(ada, Uint8Array.of(1, 2))).toBe("malformed");
    expect(room.receive(ada, entryOf(1, 1, { a: "x".repeat(5000) }))).toBe("unfit");
    expect(room.receive(ada, entryOf(1, 2, { a: JSON.parse("[".repeat(20) + "]".repeat(20)) }))).toBe(
      "unfit",
    );
    expect(tick()).toEqual([]);
    room.receive(ada, entryOf(1, 1, { cursor: 1 }));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 1 });
  });

  it("passes keys on that mean something to JavaScript, and they mean nothing", () => {
    const { room, tick, watcher } = openRoom();
    const json = '{"__proto__":{"user":{"id":"eve"}},"constructor":1,"toJSON":2}';
    room.receive(memberOf("ada"), writeAwarenessPayload([{ clientId: 1, clock: 1, json }]));
    const [own] = tick();
    expect(own?.state).toBe(
      `{"__proto__":{"user":{"id":"eve"}},"constructor":1,"toJSON":2,"user":${JSON.stringify(userOf("ada"))}}`,
    );
    expect(watcher.getStates().get(1)?.["user"]).toEqual(userOf("ada"));
  });
});

describe("several connections of one actor", () => {
  it("share one client id by turns: the newest that has news of it speaks", () => {
    const { room, tick, seen } = openRoom();
    const old = memberOf("ada");
    const newest = memberOf("ada");
    room.receive(old, entryOf(1, 1, { cursor: 1 }));
    tick();
    room.receive(newest, entryOf(1, 2, { cursor: 2 }));
    tick();
    expect(room.clientIdOf(newest)).toBe(1);
    expect(room.clientIdOf(old)).toBeUndefined();
    expect(room.receive(old, entryOf(1, 3, { cursor: 9 }))).toBe("foreign");
    room.leave(old);
    tick();
    expect(seen(1)).toMatchObject({ cursor: 2 });
    const broken = memberOf("ada");
    room.receive(broken, writeAwarenessPayload([{ clientId: 1, clock: 9, json: "{" }]));
    tick();
    expect(seen(1)).toMatchObject({ cursor: 2 });
    room.leave(newest);
    tick();
    expect(seen(1)).toMatchObject({ cursor: 2 });
    room.leave(broken);
    tick();
    expect(seen(1)).toBeUndefined();
  });

  it("do not take each other's ids by echoing them, as y-websocket does", () => {
    const { room, tick, seen, watcher } = openRoom();
    const browser = memberOf("ada");
    const script = memberOf("ada");
    room.receive(browser, entryOf(1, 1, { cursor: 1 }));
    tick();
    const echo = encodeAwarenessUpdate(watcher, [1]);
    expect(room.receive(script, echo)).toBe("ok");
    expect(room.clientIdOf(script)).toBeUndefined();
    expect(tick()).toEqual([]);
    room.leave(browser);
    tick();
    expect(room.receive(script, echo)).toBe("ok");
    tick();
    expect(seen(1)).toBeUndefined();
    room.receive(script, entryOf(7, 0, { cursor: 7 }));
    expect(room.clientIdOf(script)).toBe(7);
  });

  it("come to rest when a client echoes itself under the clock it took over", () => {
    const { room, tick } = openRoom();
    const client = openAwareness(1);
    client.setLocalStateField("cursor", 1);
    const first = memberOf("ada");
    room.receive(first, ownFrameOf(client));
    tick();
    room.leave(first);
    tick();
    const second = memberOf("ada");
    room.receive(second, ownFrameOf(client));
    let frames = 0;
    for (let i = 0; i < 10; i++) {
      const changes = room.takeChanges();
      if (!changes) break;
      frames += 1;
      applyAwarenessUpdate(client, changes.encode("awareness"), "room");
      room.receive(second, ownFrameOf(client));
    }
    expect(frames).toBe(1);
  });
});

describe("presence of other nodes", () => {
  it("is shown as it was pinned there, is not told back, and goes with its node", () => {
    const { room, tick, seen, watcher } = openRoom();
    const state = JSON.stringify({ user: userOf("ada"), cursor: 1 });
    room.receiveRemote("n2", [{ clientId: 1, clock: 40, state }]);
    expect(tick()).toEqual([]);
    expect(seen(1)).toEqual({ user: userOf("ada"), cursor: 1 });
    expect(watcher.meta.get(1)?.clock).toBe(40);
    expect(room.receive(memberOf("eve"), entryOf(1, 50, { cursor: 6 }))).toBe("foreign");
    expect(room.ownEntries()).toEqual([]);
    room.receiveRemote("n2", [{ clientId: 1, clock: 45, state: JSON.stringify({ user: userOf("ada") }) }]);
    tick();
    expect(watcher.meta.get(1)?.clock).toBe(45);
    room.dropNode("n2");
    expect(tick()).toEqual([]);
    expect(seen(1)).toBeUndefined();
  });

  it("follows a person from node to node, and the old node's farewell takes nobody away", () => {
    const [one, two, three] = [openRoom(), openRoom(), openRoom()];
    const client = openAwareness(1);
    const tickAll = (): void => {
      const rooms = { one, two, three };
      for (const [name, { tick }] of Object.entries(rooms)) {
        const own = tick();
        for (const [other, { room }] of Object.entries(rooms))
          if (other !== name) room.receiveRemote(name, own);
      }
      for (const { tick } of Object.values(rooms)) tick();
    };
    const old = memberOf("ada");
    client.setLocalStateField("cursor", 1);
    one.room.receive(old, ownFrameOf(client));
    tickAll();
    for (const { seen } of [one, two, three]) expect(seen(1)).toMatchObject({ cursor: 1 });
    client.setLocalStateField("cursor", 2);
    two.room.receive(memberOf("ada"), ownFrameOf(client));
    tickAll();
    for (const { seen } of [one, two, three]) expect(seen(1)).toMatchObject({ cursor: 2 });
    one.room.leave(old);
    tickAll();
    for (const { seen } of [one, two, three]) expect(seen(1)).toMatchObject({ cursor: 2 });
    expect(one.room.ownEntries()).toEqual([]);
    expect(two.room.ownEntries()).toMatchObject([{ clientId: 1 }]);
    three.room.dropNode("two");
    three.tick();
    expect(three.seen(1)).toBeUndefined();
  });

  it("cannot be spoken for by a node whose member is somebody else", () => {
    const { room, tick, seen } = openRoom();
    room.receive(memberOf("ada"), entryOf(1, 1, { cursor: 1 }));
    tick();
    room.receiveRemote("n2", [{ clientId: 1, clock: 9, state: JSON.stringify({ user: userOf("eve") }) }]);
    room.receiveRemote("n2", [{ clientId: 1, clock: 10, state: "null" }]);
    tick();
    expect(seen(1)).toMatchObject({ cursor: 1 });
  });

  it("that is no JSON is dropped and counted", () => {
    let broken = 0;
    const { room, tick } = openRoom(() => void broken++);
    room.receiveRemote("n2", [
      { clientId: 1, clock: 1, state: "{" },
      { clientId: 2, clock: 1, state: "[]" },
    ]);
    expect(tick()).toEqual([]);
    expect(broken).toBe(2);
  });
});
