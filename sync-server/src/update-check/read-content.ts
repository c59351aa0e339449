import * as decoding from "lib0/decoding";
import { readBytes, readClock, readCount, readText, refuseIf } from "./read-bytes.ts";

const MAX_DEPTH = 64;
const LAST_TYPE = 6;
const XML_ELEMENT = 3;
const XML_HOOK = 5;

/**
 * Reads the content of one item and returns how many clocks it takes. The keys are Yjs's content references. That of a
 * document in the document (9) is missing: nobody could open it here, and it takes far more memory than its bytes are worth.
 */
export const readContent = (decoder: decoding.Decoder, reference: number): number => {
  const read = CONTENTS[reference];
  refuseIf(read === undefined);
  return read ? read(decoder) : 0;
};

const CONTENTS: Partial<Record<number, (decoder: decoding.Decoder) => number>> = {
  1: readClock,
  2: (decoder) => {
    const length = readCount(decoder, 1);
    for (let left = length; left > 0; left--) {
      const text = readText(decoder);
      if (text.toString() !== "undefined") checkJson(text);
    }
    return length;
  },
  3: (decoder) => {
    readBytes(decoder);
    return 1;
  },
  // A clock stands for one UTF-16 unit.
  4: (decoder) => readText(decoder).toString().length,
  5: (decoder) => {
    checkJson(readText(decoder));
    return 1;
  },
  6: (decoder) => {
    readText(decoder);
    checkJson(readText(decoder));
    return 1;
  },
  7: (decoder) => {
    const type = decoding.readVarUint(decoder);
    refuseIf(type > LAST_TYPE);
    if (type === XML_ELEMENT || type === XML_HOOK) readText(decoder);
    return 1;
  },
  8: (decoder) => {
    const length = readCount(decoder, 1);
    for (let left = length; left > 0; left--) readAny(decoder, 0);
    return length;
  },
};

const ANY_OBJECT = 118;

const readAny = (decoder: decoding.Decoder, depth: number): void => {
  refuseIf(depth > MAX_DEPTH);
  const kind = decoding.readUint8(decoder);
  switch (kind) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return;
    case 125: // integer
      decoding.readVarInt(decoder);
      return;
    case 124: // float32
      skipBytes(decoder, 4);
      return;
    case 123: // float64
    case 122: // bigint
      skipBytes(decoder, 8);
      return;
    case 119:
      readText(decoder);
      return;
    case ANY_OBJECT:
      for (let left = readCount(decoder, 2); left > 0; left--) {
        // lib0 would set it as the prototype: with bytes as the value, the document can never be encoded again.
        refuseIf(readText(decoder).toString() === "__proto__");
        readAny(decoder, depth + 1);
      }
      return;
    case 117:
      for (let left = readCount(decoder, 1); left > 0; left--) readAny(decoder, depth + 1);
      return;
    case 116:
      readBytes(decoder);
      return;
    default:
      refuseIf(true);
  }
};

const skipBytes = (decoder: decoding.Decoder, count: number): void => {
  refuseIf(decoder.pos + count > decoder.arr.length);
  decoder.pos += count;
};

const checkJson = (text: Buffer): void => {
  let depth = 0;
  let isInString = false;
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (byte === BACKSLASH) i++;
    else if (byte === QUOTE) isInString = !isInString;
    else if (isInString) continue;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) refuseIf(++depth > MAX_DEPTH);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  JSON.parse(text.toString());
};

const [BACKSLASH, QUOTE, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = Buffer.from('\\"{}[]');
