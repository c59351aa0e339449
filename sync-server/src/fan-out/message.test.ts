import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeMessage,
  openEnvelope,
  packState,
  readMessage,
  unpackState,
  type MessageBody,
  type Sender,
} from "./message.ts";

const bytes = fc.uint8Array({ maxLength: 40 });
const uint = fc.maxSafeNat();
const name = fc.string({ unit: "grapheme", maxLength: 4 });
const sender: fc.Arbitrary<Sender> = fc.record({ nodeId: name, logId: name, sequence: uint });
const presence = fc.array(fc.record({ clientId: uint, clock: uint, state: fc.json() }), { maxLength: 5 });
const commit = fc.option(fc.record({ sequence: uint, previous: uint }), { nil: undefined });
const body: fc.Arbitrary<MessageBody> = fc.oneof(
  fc.record({
    kind: fc.constant("changes" as const),
    updates: fc.array(bytes, { maxLength: 5 }),
    commit,
    presence,
  }),
  fc.record({ kind: fc.constant("heartbeat" as const), stateVector: bytes }),
  fc.record({ kind: fc.constant("ask" as const), to: name, stateVector: bytes }),
  fc.record({
    kind: fc.constant("answer" as const),
    to: name,
    answer: uint,
    index: uint,
    count: uint,
    chunk: bytes,
  }),
  fc.record({ kind: fc.constant("leave" as const) }),
);

/** As it comes from Redis: a view into a larger chunk, with other bytes on both sides. */
const received = (message: Uint8Array): Buffer => {
  const chunk = Buffer.concat([Buffer.alloc(7, 0xff), message, Buffer.alloc(64, 0x01)]);
  return chunk.subarray(7, 7 + message.length);
};

const read = (message: Uint8Array) => {
  const envelope = openEnvelope(received(message));
  if (typeof envelope === "string") return envelope;
  const { nodeId, logId, sequence } = envelope;
  return { sender: { nodeId, logId, sequence }, body: readMessage(envelope) };
};

describe("a message", () => {
  it("is read as it was written", () => {
    fc.assert(
      fc.property(sender, body, (from, said) => {
        expect(read(encodeMessage(from, said))).toEqual({ sender: from, body: said });
      }),
    );
  });

  it("is refused when it is cut off anywhere, or goes on after its end", () => {
    fc.assert(
      fc.property(sender, body, fc.nat(), (from, said, at) => {
        const whole = encodeMessage(from, said);
        const cut = read(whole.subarray(0, at % whole.length));
        expect(typeof cut === "string" || cut.body === "malformed").toBe(true);
        const longer = read(Buffer.concat([whole, Buffer.of(0)]));
        expect(typeof longer === "string" || longer.body === "malformed").toBe(true);
      }),
    );
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.boolean(),
        fc.nat({ max: 5 }),
        (junk, isClose, kind) => {
          const result = read(isClose ? Buffer.concat([Buffer.of(1, kind, 1, 97, 1, 98, 0), junk]) : junk);
          expect(result).toBeDefined();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("is refused for a count that its bytes cannot hold, without room being made for it", () => {
    const head = Buffer.of(1, 0, 1, 97, 1, 98, 0, 0);
    const huge = Buffer.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f);
    expect(read(Buffer.concat([head, huge]))).toMatchObject({ body: "malformed" });
    expect(read(Buffer.concat([head, Buffer.of(0), huge]))).toMatchObject({ body: "malformed" });
    expect(read(Buffer.concat([head, Buffer.of(1), huge]))).toMatchObject({ body: "malformed" });
  });

  it("is refused for presence that is nested so deep that whoever reads it later overflows the stack", () => {
    const state = `{"cursor":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    const presence = [{ clientId: 1, clock: 1, state }];
    const said = { kind: "changes", updates: [], commit: undefined, presence } as const;
    expect(read(encodeMessage({ nodeId: "a", logId: "b", sequence: 1 }, said))).toMatchObject({
      body: "malformed",
    });
    expect(unpackState(received(packState({ update: new Uint8Array(), presence })))).toBe("malformed");
  });

  it("is refused by name for another version, an unknown kind and a plain string", () => {
    expect(openEnvelope(Buffer.of(2, 0))).toBe("version");
    expect(openEnvelope(Buffer.from("hello"))).toBe("version");
    expect(openEnvelope(Buffer.alloc(0))).toBe("version");
    expect(openEnvelope(Buffer.of(1, 5))).toBe("kind");
    expect(openEnvelope(Buffer.of(1))).toBe("kind");
    expect(openEnvelope(Buffer.of(1, 0, 200))).toBe("malformed");
  });
});

describe("a packed state", () => {
  it("is read as it was packed, and refused when bytes are missing or left over", () => {
    fc.assert(
      fc.property(bytes, presence, fc.nat(), (update, entries, at) => {
        const whole = packState({ update, presence: entries });
        expect(unpackState(received(whole))).toEqual({ update, presence: entries });
        expect(unpackState(received(whole.subarray(0, at % whole.length)))).toBe("malformed");
        expect(unpackState(received(Buffer.concat([whole, Buffer.of(0)])))).toBe("malformed");
      }),
    );
  });
});
