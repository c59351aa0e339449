import { MAX_FDX_BYTES, MAX_SCREENPLAY_BYTES } from "@backlot/shared/screenplay/decode-screenplay";
import type { ScreenplayFormat } from "@backlot/shared/screenplay/read-screenplay-file";

/** What file pickers offer. */
export const SCREENPLAY_FILES = ".fountain,.spmd,.fdx,.txt,text/plain";

export type CheckedScreenplay =
  | { ok: true; format: ScreenplayFormat; body: Blob }
  /** In words for a person. */
  | { ok: false; message: string };

const MEGABYTE = 1024 * 1024;
const MAX_BYTES: Record<ScreenplayFormat, number> = { fountain: MAX_SCREENPLAY_BYTES, fdx: MAX_FDX_BYTES };
/** Enough to see the XML declaration, or a byte that no text has. */
const LOOKED_AT_BYTES = 4_096;

/** Looks at a chosen or dropped file before it is sent, so that one that cannot be read is not sent in vain. */
export const checkScreenplayFile = async (file: File): Promise<CheckedScreenplay> => {
  const wrong = (message: string): CheckedScreenplay => ({ ok: false, message: `“${file.name}” ${message}` });
  if (file.size === 0) return wrong("is empty. Choose a screenplay with at least one scene.");
  if (/\.(pdf|docx?|celtx|rtf|odt|pages|fdr)$/i.test(file.name)) {
    return wrong(
      "is not a screenplay file. Export it as Fountain (.fountain or .txt) or Final Draft (.fdx).",
    );
  }
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer());
  } catch {
    return wrong("could not be read from this device. Choose the file again.");
  }
  if (isBinary(head)) return wrong("is not a text. Export the screenplay as Fountain or Final Draft (.fdx).");
  const format = /\.fdx$/i.test(file.name) || isFinalDraft(head) ? "fdx" : "fountain";
  if (file.size > MAX_BYTES[format]) {
    return wrong(
      `is larger than ${MAX_BYTES[format] / MEGABYTE} MB. A screenplay is text: no pictures, no fonts.`,
    );
  }
  // Browsers know no type for .fountain and .fdx, and some send none at all.
  const type = format === "fdx" ? "application/xml" : "text/plain";
  return { ok: true, format, body: new Blob([file], { type }) };
};

const isFinalDraft = (head: Uint8Array): boolean =>
  /^\s*<(?:\?xml|FinalDraft)/.test(new TextDecoder().decode(head));

/** Without the two byte order marks of UTF-16, whose letters come with zeros. */
const isBinary = (head: Uint8Array): boolean => {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return !isUtf16 && head.includes(0);
};
