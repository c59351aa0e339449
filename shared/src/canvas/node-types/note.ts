import { z } from "zod";
import { MAX_ID_LENGTH, MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineNodeType } from "./node-type.ts";

const MAX_FINDING_NODES = 8;
const MAX_FINDING_TEXT = 1000;

const findingSchema = z.object({
  rule: z.string().max(MAX_ID_LENGTH),
  nodeIds: z.array(z.string().max(MAX_ID_LENGTH)).max(MAX_FINDING_NODES),
  /** As the check last left the note: one that differs was edited or moved by a person. */
  written: z.object({ text: z.string().max(MAX_FINDING_TEXT), x: z.number(), y: z.number() }),
});

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
    /** What the continuity check found, on a note that it wrote; absent = a person's note. */
    finding: findingSchema.optional(),
    /** A person has seen the finding and does not want to be reminded. */
    muted: z.boolean().optional(),
  }),
});
