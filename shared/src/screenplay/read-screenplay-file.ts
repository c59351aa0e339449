import { breakdownScreenplay, type BreakdownResult } from "./breakdown.ts";
import { decodeScreenplay, MAX_FDX_BYTES, MAX_SCREENPLAY_BYTES } from "./decode-screenplay.ts";
import { convertFinalDraft } from "./final-draft/final-draft.ts";

export const SCREENPLAY_FORMATS = ["fountain", "fdx"] as const;
export type ScreenplayFormat = (typeof SCREENPLAY_FORMATS)[number];

export const SCREENPLAY_MEDIA_TYPES: Readonly<Record<ScreenplayFormat, string>> = {
  fountain: "text/plain; charset=utf-8",
  fdx: "application/xml",
};

export const screenplayFormatOf = (mediaType: string): ScreenplayFormat =>
  mediaType.startsWith(SCREENPLAY_MEDIA_TYPES.fdx) ? "fdx" : "fountain";

/** From the bytes of an uploaded file to its breakdown. Pure, linear time, never throws. */
export const readScreenplayFile = (bytes: Uint8Array, format: ScreenplayFormat): BreakdownResult => {
  const decoded = decodeScreenplay(bytes, format === "fdx" ? MAX_FDX_BYTES : MAX_SCREENPLAY_BYTES);
  if (!decoded.ok) return decoded;
  if (format === "fountain") return breakdownScreenplay(decoded.text);
  const converted = convertFinalDraft(decoded.text);
  return converted.ok ? breakdownScreenplay(converted.text, converted.sceneEighths) : converted;
};
