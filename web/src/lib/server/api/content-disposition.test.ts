import { describe, expect, it } from "vitest";
import { contentDisposition } from "./content-disposition.ts";

const nameIn = (header: string): string =>
  decodeURIComponent(/filename\*=UTF-8''(\S+)$/.exec(header)?.[1] ?? "");

describe("the name of a download", () => {
  it("stands in the header in ASCII and in full", () => {
    expect(contentDisposition("attachment", "Harbor Lights shot list.csv")).toBe(
      `attachment; filename="Harbor Lights shot list.csv"; filename*=UTF-8''Harbor%20Lights%20shot%20list.csv`,
    );
    expect(contentDisposition("inline", "Café «Ö».pdf")).toMatch(/^inline; filename="Cafe_ _O__\.pdf"; /);
    expect(nameIn(contentDisposition("attachment", "浮桥 (第一稿)'*.pdf"))).toBe("浮桥 (第一稿)'-.pdf");
  });

  it("holds no folder, control character, quote or mark that turns the reading direction", () => {
    expect(nameIn(contentDisposition("attachment", "../../etc/passwd"))).toBe("-..-etc-passwd");
    expect(nameIn(contentDisposition("attachment", 'a\r\nSet-Cookie: x="1"; y.csv'))).toBe(
      "aSet-Cookie- x=-1-; y.csv",
    );
    expect(nameIn(contentDisposition("attachment", "list\u202efdp.exe"))).toBe("listfdp.exe");
    for (const name of ["a\r\nb", "q\u2028", '"\\"', "\ud800.pdf"]) {
      expect(contentDisposition("attachment", name)).toMatch(/^[\x20-\x7e]+$/);
    }
  });

  it("is left out when nothing remains of it", () => {
    for (const name of [undefined, "", " ", "...", "\u0000\u0007"])
      expect(contentDisposition("attachment", name)).toBe("attachment");
  });

  it("keeps its ending when it is cut", () => {
    const name = nameIn(contentDisposition("attachment", `${"ä".repeat(400)}.html`));
    expect(name).toHaveLength(150);
    expect(name.endsWith("ä.html")).toBe(true);
  });
});
