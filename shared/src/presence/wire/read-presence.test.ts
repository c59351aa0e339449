import fc from "fast-check";
import * as decoding from "lib0/decoding";
import { describe, expect, it } from "vitest";
import type { StateValue } from "./presence-format.ts";
import { PresenceReader } from "./read-presence.ts";
import { writeEveryone, writePresenceChanges, type PresenceChange } from "./write-presence.ts";

const entriesOf = (awareness: Uint8Array | undefined) => {
  if (!awareness) return undefined;
  const decoder = decoding.createDecoder(awareness);
  return Array.from({ length: decoding.readVarUint(decoder) }, () => [
    decoding.readVarUint(decoder),
    decoding.readVarUint(decoder),
    JSON.parse(decoding.readVarString(decoder)) as unknown,
  ]);
};

const STATE: StateValue = { user: { name: "Ada" }, cursor: { x: 1.5, y: -2 }, typing: null };
const start = (state = STATE): PresenceReader => {
  const reader = new PresenceReader();
  reader.read(writeEveryone(7, [{ slot: 0, clientId: 5, clock: 3, json: JSON.stringify(state) }]));
  return reader;
};
const changeOf = (after: StateValue | undefined, before = STATE, jump = 0): PresenceChange => ({
  slot: 0,
  clientId: 5,
  clock: 4 + jump,
  before: { clock: 3, value: before },
  after: after && { value: after, json: JSON.stringify(after) },
});
const readAfter = (after: StateValue | undefined, before?: StateValue, jump?: number) =>
  entriesOf(start(before).read(writePresenceChanges(8, [changeOf(after, before, jump)])));

describe("presence as changes", () => {
  it.each<[string, StateValue | undefined, number]>([
    ["a moved cursor", { ...STATE, cursor: { x: 2.25, y: 1e6 } }, 12],
    ["a renewal", STATE, 3],
    ["a field that came", { ...STATE, drag: { ids: ["n"], dx: 1, dy: 2 } }, 50],
    ["a field that went", { user: STATE["user"], cursor: STATE["cursor"] }, 12],
    ["a cursor that left the canvas", { ...STATE, cursor: null }, 16],
    ["a cursor of another shape", { ...STATE, cursor: { x: 1, y: 2, z: 3 } }, 40],
    ["a cursor too far for 32 bits", { ...STATE, cursor: { x: 1e300, y: 2 } }, 40],
    ["a leave", undefined, 3],
  ])("tells of %s in few bytes", (_, after, maxBytes) => {
    expect(readAfter(after)).toEqual([[5, 4, after ?? null]]);
    expect(writePresenceChanges(8, [changeOf(after)]).length).toBeLessThanOrEqual(maxBytes);
  });

  it("keeps the clock when it jumped", () => {
    expect(readAfter({ ...STATE, typing: 1 }, STATE, 500)).toEqual([[5, 504, { ...STATE, typing: 1 }]]);
  });

  it("is safe for keys that mean something to JavaScript", () => {
    const hostile = JSON.parse('{"__proto__":{"a":1},"constructor":2,"hasOwnProperty":3}') as StateValue;
    const changed = JSON.parse('{"__proto__":{"a":2},"constructor":2,"hasOwnProperty":4}') as StateValue;
    const entries = readAfter(changed, hostile);
    expect(JSON.stringify(entries)).toBe(`[[5,4,${JSON.stringify(changed)}]]`);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it("is read only where it goes on from, and from everyone's states anew", () => {
    const reader = start();
    const changes = (sequence: number) =>
      writePresenceChanges(sequence, [changeOf({ ...STATE, typing: sequence })]);
    expect(new PresenceReader().read(changes(8))).toBeUndefined();
    expect(reader.read(changes(7))).toBeUndefined();
    expect(entriesOf(reader.read(changes(8)))).toMatchObject([[5, 4, { typing: 8 }]]);
    expect(reader.read(changes(8))).toBeUndefined();
    expect(reader.read(changes(10))).toBeUndefined();
    expect(reader.read(changes(11))).toBeUndefined();
    const everyone = writeEveryone(11, [{ slot: 0, clientId: 6, clock: 9, json: "{}" }]);
    // The slot has another holder; whoever had it is gone.
    expect(entriesOf(reader.read(everyone))).toEqual([
      [6, 9, {}],
      [5, 4, null],
    ]);
  });

  it("may be junk of any kind, cut off or changed anywhere: nothing is thrown, and it recovers", () => {
    const good = writePresenceChanges(8, [
      changeOf({ ...STATE, cursor: { x: 5, y: 6 }, typing: { a: 1 } }),
      { slot: 1, clientId: 9, clock: 1, before: undefined, after: { value: {}, json: "{}" } },
    ]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(), fc.nat(255), (junk, at, byte) => {
        const changed = Uint8Array.from(good);
        changed[at % good.length] = byte;
        for (const frame of [junk, good.subarray(0, at % good.length), changed]) {
          const reader = start();
          const answer = reader.read(frame);
          for (const [, , state] of entriesOf(answer) ?? []) expect(typeof state).toBe("object");
          reader.read(writeEveryone(20, [{ slot: 0, clientId: 5, clock: 30, json: '{"a":1}' }]));
          const next = changeOf({ a: 2 }, { a: 1 });
          expect(entriesOf(reader.read(writePresenceChanges(21, [next])))).toEqual([[5, 31, { a: 2 }]]);
        }
      }),
    );
  });
});
