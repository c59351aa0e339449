/**
 * Few bytes of brackets become many objects: 28 MB of them take a process a gigabyte and seconds in which it does nothing
 * else, and nesting without an end overflows the stack of whoever walks the value. So both are counted before parsing.
 */
interface JsonLimits {
  /** Arrays and objects inside each other. */
  maxDepth?: number;
  /** Of all members and elements, those of inner arrays and objects too. */
  maxValues?: number;
}

const MAX_DEPTH = 64;
const MAX_VALUES = 1_000_000;

/** What was read is no JSON in UTF-8, or is more of it than is taken. The message says what, in words for a person. */
export class ForeignJsonRefused extends Error {
  override readonly name = "ForeignJsonRefused";
  readonly reason: "not-json" | "too-deep" | "too-many-values";

  constructor(reason: ForeignJsonRefused["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** JSON that a stranger has sent. Throws `ForeignJsonRefused`. */
export const parseForeignJson = (
  bytes: Uint8Array,
  { maxDepth = MAX_DEPTH, maxValues = MAX_VALUES }: JsonLimits = {},
): unknown => {
  refuseTooMuch(bytes, maxDepth, maxValues);
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown;
  } catch (error) {
    throw new ForeignJsonRefused("not-json", "It is not JSON.", { cause: error });
  }
};

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Counts right for whatever is JSON: in UTF-8 no part of a longer character looks like one of these. */
const refuseTooMuch = (bytes: Uint8Array, maxDepth: number, maxValues: number): void => {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < bytes.length; at += 1) {
    switch (bytes[at]) {
      case QUOTE:
        at = endOfString(bytes, at);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        depth += 1;
        values += 1;
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth -= 1;
        break;
      case COMMA:
        values += 1;
    }
    if (depth > maxDepth)
      throw new ForeignJsonRefused("too-deep", `It is nested more than ${maxDepth} levels deep.`);
    if (values > maxValues)
      throw new ForeignJsonRefused("too-many-values", `It has more than ${maxValues} values.`);
  }
};

const endOfString = (bytes: Uint8Array, start: number): number => {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
};
