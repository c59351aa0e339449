import { describe, expect, it } from "vitest";
import { MAX_FDX_BYTES, MAX_SCREENPLAY_BYTES } from "@backlot/shared/screenplay/decode-screenplay";
import { checkScreenplayFile } from "./screenplay-file.ts";

const check = (content: string | Uint8Array<ArrayBuffer>, name: string) =>
  checkScreenplayFile(new File([content], name));

describe("checkScreenplayFile", () => {
  it("tells Final Draft from Fountain by name and by content", async () => {
    expect(await check("INT. PIER - DAY", "ferry.fountain")).toMatchObject({ ok: true, format: "fountain" });
    expect(await check("INT. PIER - DAY", "ferry")).toMatchObject({ ok: true, format: "fountain" });
    expect(await check("anything", "ferry.FDX")).toMatchObject({ ok: true, format: "fdx" });
    const renamed = await check('\uFEFF<?xml version="1.0"?><FinalDraft/>', "ferry.txt");
    expect(renamed).toMatchObject({ ok: true, format: "fdx" });
    expect(renamed.ok && renamed.body.type).toBe("application/xml");
  });

  it("accepts a text in UTF-16", async () => {
    const bytes = new Uint8Array([0xff, 0xfe, ...new Uint8Array(new Uint16Array([73, 78, 84, 46]).buffer)]);
    expect(await check(bytes, "ferry.txt")).toMatchObject({ ok: true, format: "fountain" });
  });

  it.each([
    ["is empty", "", "ferry.fountain"],
    ["not a screenplay file", "%PDF", "ferry.pdf"],
    ["not a text", new Uint8Array([80, 75, 3, 4, 0, 0]), "ferry.txt"],
    ["larger than 2 MB", "x".repeat(MAX_SCREENPLAY_BYTES + 1), "ferry.fountain"],
    ["larger than 8 MB", "x".repeat(MAX_FDX_BYTES + 1), "ferry.fdx"],
  ])("says of a file that it %s", async (words, content, name) => {
    const checked = await check(content, name);
    expect(checked.ok ? "" : checked.message).toContain(words);
    expect(checked.ok ? "" : checked.message).toContain(`“${name}”`);
  });
});
