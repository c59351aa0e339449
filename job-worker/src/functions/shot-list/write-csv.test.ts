import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { ShotList } from "@backlot/shared/shot-list/read-shot-list";
import {
  DEFAULT_SHOT_LIST_COLUMNS,
  SHOT_LIST_COLUMN_KEYS,
} from "@backlot/shared/shot-list/shot-list-columns";
import { writeCsv } from "./write-csv.ts";

const listOf = (...descriptions: string[]): ShotList => ({
  title: "Night ferry",
  ratio: { width: 2, height: 1 },
  scenes: [
    {
      ...{ id: "scene", number: "5", slugline: "EXT. PIER", tone: "dusk", synopsis: "" },
      shots: descriptions.map((description, index) => ({
        id: `shot-${index}`,
        number: `5${"ABCDEFG"[index]}`,
        cast: ["Ines", "Wren"],
        data: { description, size: "WS", lensMm: 35, durationSeconds: 4.5 },
      })),
    },
  ],
});

const parse = (csv: string): Record<string, string>[] =>
  Papa.parse<Record<string, string>>(csv.replace(/^\ufeff/, ""), { header: true, skipEmptyLines: true }).data;

describe("the shot list as CSV", () => {
  it("is RFC 4180 in UTF-8 with a byte order mark, the id first and stable keys above", () => {
    const csv = writeCsv(listOf('She says "now".\nHe goes, slowly.'), DEFAULT_SHOT_LIST_COLUMNS);
    expect(csv).toBe(
      "\ufeffid,scene,shot,setup,description,size,angle,movement,lensMm\r\n" +
        'shot-0,5,5A,,"She says ""now"".\nHe goes, slowly.",WS,,,35\r\n',
    );
    expect([...new TextEncoder().encode(csv).subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  });

  it("has the columns asked for, in that order", () => {
    const [row] = parse(writeCsv(listOf("Wind."), ["durationSeconds", "cast", "shot"]));
    expect(Object.entries(row ?? {})).toEqual([
      ["id", "shot-0"],
      ["durationSeconds", "4.5"],
      ["cast", "Ines; Wren"],
      ["shot", "5A"],
    ]);
  });

  it.each(["=HYPERLINK(1)", "+1", "-1+2", "@SUM(A1)", "\u0009=1", "＝1", "＠x"])(
    "lets no spreadsheet take %j for a formula",
    (text) => {
      const [row] = parse(writeCsv(listOf(text), ["description"]));
      expect(row?.["description"]).toMatch(/^('|[^=+\-@＝＋－＠])/);
      expect(row?.["description"]?.replace(/^'/, "").trim()).toBe(text.trim());
    },
  );

  it("gives every text back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 5 }), (texts) => {
        const rows = parse(writeCsv(listOf(...texts), SHOT_LIST_COLUMN_KEYS));
        expect(rows.map((row) => row["description"]?.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ""))).toEqual(
          texts.map((text) => text.trim().replace(/^'(?=[=+\-@＝＋－＠])/, "")),
        );
      }),
    );
  });
});
