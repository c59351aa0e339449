/** Updates that the check at the door refuses, and that a log of before that check may hold. */

/** By client 5: a letter that stands behind itself. Yjs throws when it applies it. */
export const originInItself = (clock = 0): Uint8Array =>
  Uint8Array.of(1, 1, 5, clock, 0x84, 5, clock, 1, 97, 0);

/** By client 6: `{"__proto__": Uint8Array.of(1)}` under the key k of the map m. Yjs applies it and can encode nothing any more. */
export const bytesAsPrototype = (): Uint8Array =>
  Uint8Array.of(
    ...[1, 1, 6, 0, 0x28, 1, 1, 109, 1, 107, 1, 118, 1, 9],
    ...Buffer.from("__proto__"),
    ...[116, 1, 1, 0],
  );
