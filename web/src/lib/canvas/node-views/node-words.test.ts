import { expect, it } from "vitest";
import { countInWords } from "./node-words.ts";

it("counts things in the singular and the plural", () => {
  expect([countInWords(1, "shot"), countInWords(0, "shot")]).toEqual(["1 shot", "0 shots"]);
});
