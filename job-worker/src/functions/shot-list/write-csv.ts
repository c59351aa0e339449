import Papa from "papaparse";
import { columnOf, type ShotListColumnKey } from "@backlot/shared/shot-list/shot-list-columns";
import type { ShotList } from "@backlot/shared/shot-list/read-shot-list";

/** Tells Excel that the text is UTF-8. */
const BYTE_ORDER_MARK = "\ufeff";

/** What spreadsheets take for a formula when a cell begins with it, in both widths; such a cell gets an apostrophe. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * RFC 4180 with a byte order mark. The header holds the keys of the columns, which stay the same in every version and
 * language; the first column is the shot's id, by which a changed file finds its shots again.
 */
export const writeCsv = (list: ShotList, columns: readonly ShotListColumnKey[]): string => {
  const rows = list.scenes.flatMap((scene) =>
    scene.shots.map((shot) => [shot.id, ...columns.map((key) => columnOf(key).value(shot, scene))]),
  );
  const options = { newline: "\r\n", escapeFormulae: FORMULA };
  return `${BYTE_ORDER_MARK}${Papa.unparse({ fields: ["id", ...columns], data: rows }, options)}\r\n`;
};
