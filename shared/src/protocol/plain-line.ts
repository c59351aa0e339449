import { z } from "zod";

/**
 * Marks that turn the text around them (U+061C, U+200E–F, U+202A–E, U+2066–9). Nobody sees them in a name, and a sentence of
 * the interface with such a name in it reads backwards. Letters of scripts from right to left need none of them.
 */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** Control characters and line ends. */
const NO_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * A name or title that stands in a line: of people, guests, workspaces, projects, canvases, keys and functions. Direction
 * marks come along with copied text, so they are left out and not refused.
 */
export const plainLineSchema = (maxLength: number) =>
  z
    .string()
    .overwrite((text) => text.replace(DIRECTION_MARKS, ""))
    .trim()
    .min(1, "must not be empty")
    .max(maxLength, `must have at most ${maxLength} characters`)
    .refine(
      (text) => text.isWellFormed() && !NO_LINE.test(text),
      "must not have control characters or halves of characters",
    );
