import { describe, expect, it } from "vitest";
import { plainLineSchema } from "./plain-line.ts";

const schema = plainLineSchema(10);

describe("a plain line", () => {
  it("loses the marks that turn text around, wherever they stand", () => {
    for (const mark of "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")
      expect(schema.parse(`${mark} fdp${mark}.exe ${mark}`)).toBe("fdp.exe");
  });

  it("keeps every script and joined signs as they are", () => {
    for (const name of ["נועה לוי", "مريم", "王芳", "नेहा", "👩‍🚀", "Zoë O’Hara"])
      expect(schema.parse(name)).toBe(name);
  });

  it("is refused with control characters, line ends and halves of characters", () => {
    for (const wrong of ["a\u0000b", "a\u0007", "a\nb", "a\u0085b", "a\u2028b", "a\u2029b", "\ud800"])
      expect(schema.safeParse(`x${wrong}x`).success).toBe(false);
  });

  it("is measured without what it loses", () => {
    expect(schema.safeParse("\u202e\u2066 \u200f").success).toBe(false);
    expect(schema.safeParse(`${"\u200e".repeat(30)}0123456789`).success).toBe(true);
    expect(schema.safeParse("0123456789a").success).toBe(false);
  });
});
