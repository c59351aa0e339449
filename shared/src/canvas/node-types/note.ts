import { z } from "zod";
import { MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineNodeType } from "./node-type.ts";

export const noteNode = defineNodeType({
  type: "note",
  noun: "note",
  label: "Note",
  pluralLabel: "Notes",
  box: { width: 208, height: 96 },
  textFields: ["text"],
  dataSchema: z.object({
    text: z.string().max(MAX_LONG_TEXT).optional(),
    /** Who wrote it first, as shown at its foot. */
    authorId: z.string().max(MAX_SHORT_TEXT).optional(),
    authorName: z.string().max(MAX_SHORT_TEXT).optional(),
  }),
});
