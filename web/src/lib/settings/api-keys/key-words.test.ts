import { describe, expect, it } from "vitest";
import { exampleCall, expiryOf, expiryWords, hasExpired, lastUseWords, scopeWords } from "./key-words.ts";

const now = new Date("2026-03-10T12:00:00");

describe("the words of an API key", () => {
  it("name what it may do", () => {
    expect(scopeWords({ scopes: ["read", "run"] })).toBe("Read, Run");
  });

  it("say when it was used", () => {
    expect(lastUseWords({}, now)).toBe("Never used");
    const lastUsedAt = new Date(now.getTime() - 5 * 60_000).toISOString();
    expect(lastUseWords({ lastUsedAt }, now)).toBe("Used 5 minutes ago");
  });

  it("say when it ends, and that it has", () => {
    expect(expiryWords({}, now)).toBe("No end");
    const later = { expiresAt: new Date(2026, 5, 1).toISOString() };
    const past = { expiresAt: new Date(2026, 1, 1).toISOString() };
    expect([hasExpired(later, now), expiryWords(later, now)]).toEqual([
      false,
      expect.stringMatching(/^Until .*2026/),
    ]);
    expect([hasExpired(past, now), expiryWords(past, now)]).toEqual([
      true,
      expect.stringMatching(/^Expired .*2026/),
    ]);
  });

  it("count a lifetime from now", () => {
    expect(expiryOf("never", now)).toBeUndefined();
    expect(Date.parse(expiryOf("30", now) ?? "") - now.getTime()).toBe(30 * 86_400_000);
  });

  it("give a call that can be pasted", () => {
    expect(exampleCall("https://backlot.example", "blk_a")).toBe(
      'curl -H "Authorization: Bearer blk_a" https://backlot.example/api/v1/canvases',
    );
  });
});
