import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

/**
 * A frame taken apart into what its bytes mean, so that a mutation can change one meaning (a count, a clock, a client
 * id, a piece of JSON) and leave the rest well formed: random bytes rarely get past the first check.
 */
export type Token =
  | { kind: "uint"; role: UintRole; value: number }
  | { kind: "byte"; role: "info" | "any-tag"; value: number }
  /** With its length in front. */
  | { kind: "text"; role: TextRole; bytes: Uint8Array }
  | { kind: "raw"; bytes: Uint8Array }
  /** Tokens with the length of all their bytes in front. */
  | { kind: "block"; tokens: Token[] };

type UintRole = "type" | "count" | "client" | "clock" | "length" | "flag";
type TextRole = "address" | "token" | "json" | "key" | "text" | "bytes";

/** The bytes of a token; `declare` may lie about the length in front of a text or a block. */
const writeTokens = (
  encoder: encoding.Encoder,
  tokens: readonly Token[],
  declare: ReadonlyMap<Token, number> = new Map(),
): void => {
  for (const token of tokens) {
    if (token.kind === "uint") encoding.writeVarUint(encoder, token.value);
    else if (token.kind === "byte") encoding.writeUint8(encoder, token.value);
    else if (token.kind === "raw") encoding.writeUint8Array(encoder, token.bytes);
    else {
      const bytes = token.kind === "text" ? token.bytes : encodeTokens(token.tokens, declare);
      encoding.writeVarUint(encoder, declare.get(token) ?? bytes.length);
      encoding.writeUint8Array(encoder, bytes);
    }
  }
};

export const encodeTokens = (tokens: readonly Token[], declare?: ReadonlyMap<Token, number>): Uint8Array => {
  const encoder = encoding.createEncoder();
  writeTokens(encoder, tokens, declare);
  return encoding.toUint8Array(encoder);
};

export const uint = (role: UintRole, value: number): Token => ({ kind: "uint", role, value });
export const text = (role: TextRole, value: string | Uint8Array): Token => ({
  kind: "text",
  role,
  bytes: typeof value === "string" ? Buffer.from(value) : value,
});

/** Takes a valid update (encoding V1) apart. */
export const readUpdateTokens = (update: Uint8Array): Token[] => {
  const decoder = decoding.createDecoder(update);
  const tokens: Token[] = [];
  const takeUint = (role: UintRole): number => {
    const value = decoding.readVarUint(decoder);
    tokens.push(uint(role, value));
    return value;
  };
  const takeText = (role: TextRole): number => {
    const bytes = decoding.readVarUint8Array(decoder);
    tokens.push(text(role, bytes));
    return bytes.length;
  };
  const takeByte = (role: "info" | "any-tag"): number => {
    const value = decoding.readUint8(decoder);
    tokens.push({ kind: "byte", role, value });
    return value;
  };
  const takeRaw = (read: () => unknown): void => {
    const start = decoder.pos;
    read();
    tokens.push({ kind: "raw", bytes: update.slice(start, decoder.pos) });
  };
  const takeId = (): void => {
    takeUint("client");
    takeUint("clock");
  };
  const takeAny = (): void => {
    const tag = takeByte("any-tag");
    if (tag === 125) takeRaw(() => decoding.readVarInt(decoder));
    else if (tag === 124) takeRaw(() => decoding.readUint8Array(decoder, 4));
    else if (tag === 123 || tag === 122) takeRaw(() => decoding.readUint8Array(decoder, 8));
    else if (tag === 119) takeText("text");
    else if (tag === 116) takeText("bytes");
    else if (tag === 117) for (let left = takeUint("count"); left > 0; left--) takeAny();
    else if (tag === 118)
      for (let left = takeUint("count"); left > 0; left--) {
        takeText("key");
        takeAny();
      }
  };
  const takeContent = (reference: number): void => {
    if (reference === 1) takeUint("length");
    else if (reference === 2) for (let left = takeUint("count"); left > 0; left--) takeText("json");
    else if (reference === 3) takeText("bytes");
    else if (reference === 4) takeText("text");
    else if (reference === 5) takeText("json");
    else if (reference === 6) {
      takeText("key");
      takeText("json");
    } else if (reference === 7) {
      const type = takeUint("flag");
      if (type === 3 || type === 5) takeText("key");
    } else if (reference === 8) for (let left = takeUint("count"); left > 0; left--) takeAny();
    else if (reference === 9) {
      takeText("key");
      takeAny();
    } else throw new Error(`A valid update has no content ${reference}`);
  };
  const takeStruct = (): void => {
    const info = takeByte("info");
    const reference = info & 0x1f;
    if (reference === 0 || reference === 10) {
      takeUint("length");
      return;
    }
    if (info & 0x80) takeId();
    if (info & 0x40) takeId();
    if ((info & 0xc0) === 0) {
      if (takeUint("flag") === 1) takeText("key");
      else takeId();
      if (info & 0x20) takeText("key");
    }
    takeContent(reference);
  };

  for (let clients = takeUint("count"); clients > 0; clients--) {
    const structs = takeUint("count");
    takeId();
    for (let left = structs; left > 0; left--) takeStruct();
  }
  for (let clients = takeUint("count"); clients > 0; clients--) {
    takeUint("client");
    for (let ranges = takeUint("count"); ranges > 0; ranges--) {
      takeUint("clock");
      takeUint("length");
    }
  }
  return tokens;
};
