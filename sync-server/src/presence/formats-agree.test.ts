import fc from "fast-check";
import { expect, it } from "vitest";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { PresenceReader } from "@backlot/shared/presence/wire/read-presence";
import { writeAwarenessPayload } from "./awareness-payload.ts";
import { RoomPresence, type PresenceFormat, type PresenceMember } from "./room-presence.ts";

const PEOPLE = 4;
/** An Awareness of its own is a client too; its id is none of theirs. */
const WATCHER_ID = 77;

const memberOf = (person: number): PresenceMember => ({
  grant: {
    canvasId: "c",
    role: "viewer",
    actorId: `actor-${person}`,
    actorKind: "guest",
    name: `Guest ${person}`,
    colorIndex: person,
  },
});

type Step =
  | { do: "say"; person: number; state: Record<string, unknown> | null }
  | { do: "renew" | "hang-up" | "move"; person: number }
  | { do: "tick" | "join" | "miss" | "drop-node" };

const person = fc.nat(PEOPLE - 1);
const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -5000, max: 5000 }));
const state = fc.dictionary(
  fc.constantFrom("cursor", "typing", "drag", "__proto__", "é"),
  fc.oneof(fc.record({ x: number, y: number }), fc.jsonValue({ maxDepth: 2 })),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("say"), person, state: fc.option(state) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("renew", "hang-up", "move"), person }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom("tick", "tick", "tick", "join", "miss", "drop-node") }),
  },
);

const openWatcher = () => {
  const doc = new Y.Doc();
  doc.clientID = WATCHER_ID;
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  return { awareness, close: () => doc.destroy() };
};

/** What both formats can say: cursors to float32. */
const seenBy = ({ awareness }: { awareness: Awareness }): unknown =>
  JSON.parse(
    JSON.stringify([...awareness.getStates()].sort(([a], [b]) => a - b)),
    (key: string, value: unknown) =>
      (key === "x" || key === "y") && typeof value === "number" ? toFloat32(value) : value,
  );
const toFloat32 = (value: number): number =>
  Number.isFinite(Math.fround(value)) ? Math.fround(value) + 0 : value;

const clocksOf = ({ awareness }: { awareness: Awareness }): unknown =>
  [...awareness.getStates().keys()].sort().map((id) => [id, awareness.meta.get(id)?.clock]);

it("shows a reader of changes the same people as a reader of whole states, whatever happens", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
      const room = new RoomPresence();
      const members = new Map<number, PresenceMember>();
      const clocks = new Map<number, number>();
      const said = new Map<number, string>();
      const plain = openWatcher();
      const delta = openWatcher();
      let reader = new PresenceReader();
      let missing = 0;
      const apply = (watcher: typeof plain, payload: Uint8Array | undefined): void => {
        if (payload) applyAwarenessUpdate(watcher.awareness, payload, "room");
      };
      const applyWhole = (): void => apply(delta, reader.read(room.whole("delta")!));
      const say = (who: number, json: string): void => {
        const member = members.get(who) ?? memberOf(who);
        members.set(who, member);
        clocks.set(who, (clocks.get(who) ?? 0) + 1);
        said.set(who, json);
        room.receive(member, writeAwarenessPayload([{ clientId: who, clock: clocks.get(who)!, json }]));
      };
      const tick = (): void => {
        const changes = room.takeChanges();
        if (changes) apply(plain, changes.encode("awareness"));
        if (missing > 0) {
          missing -= 1;
          if (missing === 0) applyWhole();
        }
        // What the room does with one who has caught up: whole states, and what is shared on top.
        else if (changes) apply(delta, reader.read(changes.encode("delta" satisfies PresenceFormat)));
      };
      const hangUp = (who: number): void => {
        const member = members.get(who);
        if (member) room.leave(member);
        members.delete(who);
      };
      const perform = (now: Step): void => {
        if (now.do === "say") say(now.person, JSON.stringify(now.state));
        else if (now.do === "renew") say(now.person, said.get(now.person) ?? "{}");
        else if (now.do === "hang-up") hangUp(now.person);
        else if (now.do === "move") {
          const entry = { clientId: now.person, clock: (clocks.get(now.person) ?? 0) + 5 };
          const user = { id: `actor-${now.person}` };
          room.receiveRemote("n2", [{ ...entry, state: JSON.stringify({ user, moved: now.person }) }]);
        } else if (now.do === "drop-node") room.dropNode("n2");
        else if (now.do === "miss") missing = 3;
        else if (now.do === "join") {
          reader = new PresenceReader();
          missing = 0;
          delta.awareness.states.clear();
          delta.awareness.meta.clear();
          applyWhole();
        } else tick();
      };

      applyWhole();
      for (const now of steps) perform(now);
      for (let i = 0; i < 4; i++) tick();
      expect(seenBy(delta)).toEqual(seenBy(plain));
      expect(clocksOf(delta)).toEqual(clocksOf(plain));
      plain.close();
      delta.close();
    }),
    { numRuns: 100 },
  );
});
