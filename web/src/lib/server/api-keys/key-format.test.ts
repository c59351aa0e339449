import { describe, expect, it } from "vitest";
import { newKey, parseKey } from "./key-format.ts";

describe("an API key", () => {
  it("tells its id and its secret", () => {
    const { key, id, secret } = newKey();
    expect(key).toMatch(/^blk_[0-9A-Za-z]{8}_[0-9A-Za-z]{46}$/);
    expect(parseKey(key)).toEqual({ id, secret });
    expect(newKey().key).not.toBe(key);
  });

  it("with one character changed anywhere is none", () => {
    const { key } = newKey();
    for (let at = 0; at < key.length; at += 1) {
      const changed = key.slice(0, at) + (key[at] === "7" ? "8" : "7") + key.slice(at + 1);
      expect(parseKey(changed)).toBeUndefined();
    }
  });

  it("is not found in anything else", () => {
    const { key } = newKey();
    for (const text of [
      "",
      "blk_",
      key.slice(1),
      `${key} `,
      `${key}0`,
      `x${key}`,
      "blk_a_b",
      key.toLowerCase(),
    ])
      expect(parseKey(text)).toBeUndefined();
  });
});
