import { describe, expect, it } from "vitest";
import { nextPageOf, signInPageFor } from "./next-page.ts";

const at = (address: string): string => nextPageOf(new URL(address, "https://backlot.example"));

describe("nextPageOf", () => {
  it("goes back to the page that asked", () => {
    expect(at("/sign-in?next=%2Fcanvases%2Fabc")).toBe("/canvases/abc");
    expect(at(signInPageFor("/canvases/abc"))).toBe("/canvases/abc");
  });

  it("goes home without one", () => {
    expect(at("/sign-in")).toBe("/");
    expect(signInPageFor("/")).toBe("/sign-in");
  });

  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""])(
    "never leaves the site for %j",
    (next) => {
      expect(at(`/sign-in?next=${encodeURIComponent(next)}`)).toBe("/");
    },
  );
});
