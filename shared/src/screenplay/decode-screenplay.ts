/** The closed list of why a file cannot be broken down. */
export type ScreenplayProblem =
  | "empty"
  | "too-large"
  | "binary"
  | "no-scenes"
  // Of Final Draft documents: cannot be read as one, declares a document type or entities, nests without end.
  | "not-fdx"
  | "unsafe-xml"
  | "too-deep";

export const MAX_SCREENPLAY_BYTES = 2 * 1024 * 1024;
/** The same script takes three to four times the bytes in XML. */
export const MAX_FDX_BYTES = 8 * 1024 * 1024;

/** A feature film has about 6,000; what has more than these is no screenplay, and each costs memory. */
const MAX_LINES = 200_000;

/** More control characters than this share of the text is no text a person typed. */
const MAX_CONTROL_SHARE = 0.02;

/**
 * Turns an uploaded file into text: UTF-8, or UTF-16 with its byte order mark, with or without BOM, line ends as
 * "\n". Bytes that are neither count as binary.
 */
export function decodeScreenplay(
  bytes: Uint8Array,
  maxBytes = MAX_SCREENPLAY_BYTES,
): { ok: true; text: string } | { ok: false; reason: ScreenplayProblem } {
  if (bytes.byteLength > maxBytes) return { ok: false, reason: "too-large" };
  let text: string;
  try {
    text = new TextDecoder(detectEncoding(bytes), { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, reason: "binary" };
  }
  const problem = findTextProblem(text, maxBytes);
  return problem ? { ok: false, reason: problem } : { ok: true, text: text.replace(/\r\n?/g, "\n") };
}

/** The checks that need no bytes, for a text that came as text. */
export function findTextProblem(
  text: string,
  maxLength = MAX_SCREENPLAY_BYTES,
): ScreenplayProblem | undefined {
  if (text.length > maxLength) return "too-large";
  if (text.trim() === "") return "empty";
  let controls = 0;
  let lines = 1;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0) return "binary";
    if (code === 10 || (code === 13 && text.charCodeAt(index + 1) !== 10)) lines++;
    // Tab, line feed, vertical tab, form feed and carriage return are white space.
    if ((code < 32 && (code < 9 || code > 13)) || code === 127 || code === 0xfffd) controls++;
  }
  if (lines > MAX_LINES) return "too-large";
  return controls > text.length * MAX_CONTROL_SHARE ? "binary" : undefined;
}

function detectEncoding(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return "utf-8";
}
