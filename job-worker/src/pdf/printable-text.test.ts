import { expect, it } from "vitest";
import { toPrintable } from "./printable-text.ts";

const latin = (codePoint: number): boolean => codePoint < 0x250;

const print = (text: string): { text: string; missing: string[] } => {
  const missing = new Set<string>();
  return { text: toPrintable(text, latin, missing), missing: [...missing] };
};

it("keeps what the font has, composed", () => {
  expect(print("Zoe\u0308 in Łódź")).toEqual({ text: "Zoë in Łódź", missing: [] });
});

it("puts one box for each character that the font lacks, and names it", () => {
  expect(print("王 waits 👩‍🚀")).toEqual({ text: "□ waits □", missing: ["王", "👩‍🚀"] });
});

it("drops what prints nothing and turns other white space into spaces", () => {
  expect(print("a\u200bb\u202ec\u00a0d\te\u0007\r\nf")).toEqual({ text: "abc d e\nf", missing: [] });
});
