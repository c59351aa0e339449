import { describe, expect, it } from "vitest";
import { bytesInWords, countsOf, filesOf, remarksOf, resultWords, reusedWords } from "./job-result.ts";

const job = (result: unknown) => ({ id: "j", status: "done" as const, progress: 1, result });

describe("a job's result", () => {
  it("is counted in words, without the zeros", () => {
    expect(resultWords(job({ counts: { scenes: 12, characters: 1, acts: 0 } }))).toBe(
      "12 scenes, 1 character",
    );
    expect(countsOf(job({ counts: { shotsProposed: 3 } }))).toEqual([["shots proposed", 3]]);
    expect(resultWords(job(undefined))).toBeUndefined();
  });

  it("gives its files, and nothing where it has none", () => {
    const file = { name: "Harbor shot list.csv", asset: "ab", mediaType: "text/csv", byteLength: 2048 };
    expect(filesOf(job({ files: [file], remarks: ["Two shots have no size."] }))?.files).toEqual([file]);
    expect(remarksOf(job({ files: [file], remarks: ["Two shots have no size."] }))).toEqual([
      "Two shots have no size.",
    ]);
    expect(filesOf(job({ counts: {} }))).toBeUndefined();
  });

  it("may be anything, and then says nothing", () => {
    for (const result of [null, 7, "text", [], { counts: null, remarks: "no list", files: [{}] }]) {
      expect([countsOf(job(result)), remarksOf(job(result)), filesOf(job(result))]).toEqual([
        [],
        [],
        undefined,
      ]);
    }
  });

  it("says how large a file is", () => {
    expect([12, 2048, 48_000, 1_250_000].map(bytesInWords)).toEqual(["12 B", "2.0 KB", "48 KB", "1.3 MB"]);
  });

  it("names the take that it was taken from", () => {
    const reused = { id: "new", status: "done" as const, progress: 1, reused: true as const };
    const own = { id: "new", number: 4, asset: "same" };
    expect(reusedWords(reused, [{ id: "a", number: 2, asset: "same" }, own])).toEqual({
      short: "As take 2",
      whole: "Same input: taken from take 2 of this shot.",
    });
    expect(reusedWords(reused, [{ id: "a", number: 2, asset: "other" }, own])?.whole).toBe(
      "Same input: taken from an earlier run.",
    );
    expect(reusedWords({ id: "new", status: "done", progress: 1 }, [own])).toBeUndefined();
  });
});
