import * as encoding from "lib0/encoding";
import { expect, it } from "vitest";
import { applyAwarenessUpdate, Awareness } from "y-protocols/awareness";
import * as decoding from "lib0/decoding";
import * as Y from "yjs";
import { createPresenceTranslator } from "./presence-translator.ts";
import { PRESENCE_CHANGES_FRAME } from "./wire/presence-format.ts";
import { writeEveryone, writePresenceChanges } from "./wire/write-presence.ts";

const frameOf = (address: string, type: number, payload: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, address);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
};

it("hands every frame on as it is but those of changed presence, which it reads for each document by itself", () => {
  const translate = createPresenceTranslator();
  for (const other of [Uint8Array.of(9), Uint8Array.of(), frameOf("canvas/a", 1, Uint8Array.of(0))]) {
    expect(translate(other)).toBe(other);
  }
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const receive = (address: string, payload: Uint8Array): void => {
    const frame = translate(frameOf(address, PRESENCE_CHANGES_FRAME, payload));
    if (!frame) return;
    const decoder = decoding.createDecoder(frame);
    expect([decoding.readVarString(decoder), decoding.readVarUint(decoder)]).toEqual([address, 1]);
    applyAwarenessUpdate(awareness, decoding.readVarUint8Array(decoder), "server");
  };
  const cursor = (x: number) => ({ cursor: { x, y: 0 } });
  const place = { slot: 0, clientId: 5, clock: 1 };
  receive("canvas/a", writeEveryone(3, [{ ...place, json: JSON.stringify(cursor(1)) }]));
  const change = {
    ...place,
    clock: 2,
    before: { clock: 1, value: cursor(1) },
    after: { value: cursor(2), json: JSON.stringify(cursor(2)) },
  };
  receive("comments/a", writePresenceChanges(4, [change]));
  expect(awareness.getStates().get(5)).toEqual(cursor(1));
  receive("canvas/a", writePresenceChanges(4, [change]));
  expect(awareness.getStates().get(5)).toEqual(cursor(2));
  doc.destroy();
});
