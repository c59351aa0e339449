import { expect, it } from "vitest";
import { parseFountain } from "./fountain.ts";
import { countLayoutLines, measurePageEighths } from "./page-length.ts";

const countLines = (text: string): number => countLayoutLines(parseFountain(text).elements);

it("gives a blank line to each paragraph and each speech", () => {
  expect(countLines("INT. A - DAY")).toBe(2);
  expect(countLines("INT. A - DAY\n\nOne.\nTwo.")).toBe(5);
  expect(countLines("INES\n(drily)\nHello.")).toBe(4);
  expect(countLines("INES\nOne.\n\nWREN\nTwo.")).toBe(6);
});

it("wraps action at 60 and dialogue at 35 characters, between words", () => {
  expect(countLines(`!${"a".repeat(60)}`)).toBe(2);
  expect(countLines(`!${"a".repeat(61)}`)).toBe(3);
  expect(countLines(`INES\n${"a".repeat(20)} ${"b".repeat(20)}`)).toBe(4);
  expect(countLines(`INES\n${"a".repeat(14)} ${"b".repeat(20)}`)).toBe(3);
});

it("counts two speeches side by side as the longer one", () => {
  expect(countLines("INES\nOne.\n\nWREN ^\nTwo.")).toBe(3);
  expect(countLines("INES\nOne.\n\nWREN ^\n(softly)\nTwo.")).toBe(4);
});

it("leaves out what is not printed", () => {
  expect(countLines("# Act\n\n= Synopsis\n\n[[note]]\n\n/* cut */\n\n===")).toBe(0);
});

it("measures 55 lines as a page and at least one eighth", () => {
  const action = Array.from({ length: 27 }, () => "Beat.").join("\n\n");
  expect(measurePageEighths(parseFountain(`One more line.\n\n${action}`).elements)).toBe(8);
  expect(measurePageEighths([])).toBe(1);
});
