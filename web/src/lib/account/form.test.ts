import { describe, expect, it } from "vitest";
import { fieldSentences, looksLikeEmail } from "./form.svelte.ts";

describe("fieldSentences", () => {
  it("makes a sentence of what the API says of a field", () => {
    expect(fieldSentences({ password: "must have at least 10 characters" })).toEqual({
      password: "Password must have at least 10 characters.",
    });
  });

  it("leaves a whole sentence as it is", () => {
    expect(fieldSentences({ email: "An account with this email exists." })).toEqual({
      email: "An account with this email exists.",
    });
  });
});

describe("looksLikeEmail", () => {
  it.each(["amara@northquay.example", " a@b.c "])("accepts %j", (text) =>
    expect(looksLikeEmail(text)).toBe(true),
  );
  it.each(["", "amara", "amara@quay", "a b@c.d e"])("refuses %j", (text) =>
    expect(looksLikeEmail(text)).toBe(false),
  );
});
