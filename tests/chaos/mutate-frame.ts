import * as encoding from "lib0/encoding";
import type { SeededRandom } from "./seeded-random.ts";
import { encodeTokens, type Token } from "./wire-tokens.ts";

const NUMBERS = [
  0,
  1,
  2,
  10,
  127,
  128,
  255,
  16_383,
  16_384,
  33_000_000,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
];
const LARGE_NUMBERS = [2 ** 40, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER];
/** Not what lib0 writes: longer than a number can be, or a zero in two bytes. */
const ODD_NUMBERS = [
  Buffer.alloc(11, 0xff),
  Uint8Array.of(0x80, 0x00),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x00),
];

const BAD_TEXTS = [
  Uint8Array.of(0xff, 0xfe),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xc0, 0xaf),
  Uint8Array.of(0xf0, 0x9f, 0x8e),
  Buffer.from("\0"),
  Buffer.from("__proto__"),
  Buffer.from("constructor"),
  Buffer.from("canvas/../../etc/passwd"),
  Buffer.from("canvas/x\0session"),
  Buffer.from("x".repeat(9_000)),
  Buffer.from(""),
  Buffer.from("night"),
  Buffer.from("夜"),
];
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const JSONS = [
  "undefined",
  "7",
  "true",
  '"text"',
  '{"src":"a.png"}',
  "null",
  "[]",
  "{",
  '{"a":',
  "NaN",
  "1e999",
  '{"__proto__":{"x":1}}',
  nested(20),
  nested(65),
  nested(20_000),
  '{"a":'.repeat(3_000) + "1" + "}".repeat(3_000),
  `{"big":"${"x".repeat(6_000)}"}`,
].map((json) => Buffer.from(json));

/** The bytes of a frame with a few things about it changed; now and then with none, for most traffic is honest. */
export const mutateFrame = (frame: Token[], random: SeededRandom, clients: readonly number[]): Uint8Array => {
  const declare = new Map<Token, number>();
  const tokens = structuredClone(frame);
  const rounds = random.pick([0, 0, 1, 1, 1, 1, 2, 3]);
  for (let round = 0; round < rounds; round++) {
    const [list, at] = placeAtRandom(tokens, random);
    const token = list[at];
    if (!token) continue;
    if (random.chance(0.1)) changeOrder(list, at, random);
    else list[at] = changeMeaning(token, random, clients, declare);
  }
  const bytes = encodeTokens(tokens, declare);
  return random.chance(0.1) ? changeBytes(bytes, random) : bytes;
};

/** Any token at any depth: the inner ones are many, so a block is entered more often than it is taken whole. */
const placeAtRandom = (tokens: Token[], random: SeededRandom): [Token[], number] => {
  const at = tokens.length > 2 && random.chance(0.8) ? tokens.length - 1 : random.below(tokens.length);
  const token = tokens[at];
  if (token?.kind === "block" && token.tokens.length > 0 && random.chance(0.9))
    return [token.tokens, random.below(token.tokens.length)];
  return [tokens, at];
};

const changeOrder = (list: Token[], at: number, random: SeededRandom): void => {
  const how = random.below(4);
  if (how === 0) list.splice(at, 1);
  else if (how === 1) list.splice(at, 0, ...list.slice(at, at + 1 + random.below(4)));
  else if (how === 2) list.splice(at + 1);
  else {
    const other = random.below(list.length);
    [list[at], list[other]] = [list[other] as Token, list[at] as Token];
  }
};

const changeMeaning = (
  token: Token,
  random: SeededRandom,
  clients: readonly number[],
  declare: Map<Token, number>,
): Token => {
  switch (token.kind) {
    case "uint":
      return random.chance(0.08)
        ? { kind: "raw", bytes: random.pick(ODD_NUMBERS) }
        : { ...token, value: changeNumber(token.value, token.role === "client" ? clients : [], random) };
    case "byte":
      return token.role === "any-tag" && random.chance(0.2)
        ? { kind: "raw", bytes: deepAny(random.pick([10, 70, 20_000])) }
        : { ...token, value: random.chance(0.5) ? token.value ^ (1 << random.below(8)) : random.below(256) };
    case "text":
      if (random.chance(0.2)) {
        declare.set(token, changeNumber(token.bytes.length, [], random));
        return token;
      }
      return { ...token, bytes: random.pick(token.role === "json" ? [...JSONS, ...BAD_TEXTS] : BAD_TEXTS) };
    case "raw":
      return { ...token, bytes: random.bytes(token.bytes.length) };
    case "block":
      declare.set(token, changeNumber(encodeTokens(token.tokens, declare).length, [], random));
      return token;
  }
};

const changeNumber = (value: number, others: readonly number[], random: SeededRandom): number => {
  if (others.length > 0 && random.chance(0.6)) return random.pick(others);
  const near = [value + 1, Math.max(0, value - 1), value * 2, value + 1_000];
  return random.pick(random.chance(0.5) ? near : random.chance(0.8) ? NUMBERS : LARGE_NUMBERS);
};

/** An array in an array in an array, as Yjs writes values. */
const deepAny = (depth: number): Uint8Array => {
  const encoder = encoding.createEncoder();
  for (let level = 0; level < depth; level++) encoding.writeUint8Array(encoder, Uint8Array.of(117, 1));
  encoding.writeUint8(encoder, 126);
  return encoding.toUint8Array(encoder);
};

const changeBytes = (bytes: Uint8Array, random: SeededRandom): Uint8Array => {
  const at = random.below(bytes.length + 1);
  const how = random.below(4);
  if (how === 0) return bytes.slice(0, at);
  if (how === 1)
    return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(3)), bytes.subarray(at)]);
  if (how === 2) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
  const changed = Uint8Array.from(bytes);
  if (at < changed.length) changed[at] = random.below(256);
  return changed;
};
