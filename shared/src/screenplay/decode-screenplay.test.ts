import { describe, expect, it } from "vitest";
import { decodeScreenplay, findTextProblem, MAX_SCREENPLAY_BYTES } from "./decode-screenplay.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("decodeScreenplay", () => {
  it("reads UTF-8 with and without byte order mark and makes line ends one", () => {
    expect(decodeScreenplay(bytesOf("\uFEFFINT. CAFÉ\r\n\rx"))).toEqual({ ok: true, text: "INT. CAFÉ\n\nx" });
  });

  it("reads UTF-16 that says so", () => {
    const bytes = new Uint8Array(Buffer.from("\uFEFFINT. CAFÉ", "utf16le"));
    expect(decodeScreenplay(bytes)).toEqual({ ok: true, text: "INT. CAFÉ" });
    expect(decodeScreenplay(Buffer.from(bytes).swap16())).toEqual({ ok: true, text: "INT. CAFÉ" });
  });

  it("refuses what is empty, too large or binary", () => {
    expect(decodeScreenplay(new Uint8Array())).toEqual({ ok: false, reason: "empty" });
    expect(decodeScreenplay(bytesOf(" \r\n\t\n"))).toEqual({ ok: false, reason: "empty" });
    expect(decodeScreenplay(new Uint8Array(MAX_SCREENPLAY_BYTES + 1).fill(97))).toEqual({
      ok: false,
      reason: "too-large",
    });
    expect(decodeScreenplay(new Uint8Array(MAX_SCREENPLAY_BYTES).fill(97)).ok).toBe(true);
    expect(decodeScreenplay(Uint8Array.of(0x89, 0x50, 0x4e, 0x47))).toEqual({ ok: false, reason: "binary" });
    expect(decodeScreenplay(bytesOf("INT. A\u0000B"))).toEqual({ ok: false, reason: "binary" });
  });
});

describe("findTextProblem", () => {
  it("forgives a stray control character but not a file of them", () => {
    expect(findTextProblem(`INT. A - DAY\f\n${"She waits. ".repeat(20)}\u0001`)).toBeUndefined();
    expect(findTextProblem("\u0001\u0002\u0003abc")).toBe("binary");
  });

  it("refuses more lines than any film has", () => {
    expect(findTextProblem("x\n".repeat(199_999))).toBeUndefined();
    expect(findTextProblem("x\n".repeat(200_000))).toBe("too-large");
    expect(findTextProblem("x\r".repeat(200_000))).toBe("too-large");
    expect(findTextProblem("x\r\n".repeat(199_999))).toBeUndefined();
  });
});
