import { describe, expect, it } from "vitest";
import { ForeignJsonRefused, parseForeignJson } from "./parse-foreign-json.ts";

const parse = (text: string, limits = {}) => parseForeignJson(Buffer.from(text), limits);
const refusalOf = (text: string | Uint8Array, limits = {}): string => {
  try {
    parseForeignJson(Buffer.from(text as string), limits);
    return "taken";
  } catch (error) {
    if (error instanceof ForeignJsonRefused) return error.reason;
    throw error;
  }
};
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

describe("JSON of a stranger", () => {
  it("is read as JSON.parse reads it", () => {
    for (const value of [null, 1, "[{,", { a: [1, { b: '\\" [[[ ,,, \u00e9 😀' }], "c[": '"' }, [], [[], {}]])
      expect(parse(JSON.stringify(value))).toEqual(value);
  });

  it("is refused when it is none, or not in UTF-8", () => {
    for (const text of ["", "{", '"', '"\\', "[1,]", "]".repeat(100), new Uint8Array([0x22, 0xff, 0x22])])
      expect(refusalOf(text)).toBe("not-json");
  });

  it("may be nested so deep and no deeper", () => {
    expect(refusalOf(nested(64))).toBe("taken");
    expect(refusalOf(nested(65))).toBe("too-deep");
    expect(refusalOf('{"a":'.repeat(65))).toBe("too-deep");
    expect(refusalOf(nested(4), { maxDepth: 3 })).toBe("too-deep");
    expect(refusalOf(JSON.stringify("[".repeat(1_000)))).toBe("taken");
  });

  it("may have so many values and no more", () => {
    const list = (count: number) => `[${Array(count).fill("0").join(",")}]`;
    expect(refusalOf(list(98), { maxValues: 100 })).toBe("taken");
    expect(refusalOf(list(101), { maxValues: 100 })).toBe("too-many-values");
    expect(refusalOf(`{"a":{"b":${list(101)}}}`, { maxValues: 100 })).toBe("too-many-values");
    expect(refusalOf(JSON.stringify(",".repeat(1_000)), { maxValues: 100 })).toBe("taken");
  });

  it("is refused before it is parsed when it is millions of brackets", () => {
    expect(refusalOf("[".repeat(14 * 1024 * 1024) + "]".repeat(14 * 1024 * 1024))).toBe("too-deep");
    expect(refusalOf(`[${"{},".repeat(9 * 1024 * 1024)}{}]`)).toBe("too-many-values");
  });
});
