import { z } from "zod";
import { MAX_LONG_TEXT, MAX_SHORT_TEXT } from "./limits.ts";
import { defineNodeType } from "./node-type.ts";

/** A container: its size follows its members; `box` is what an empty act shows. */
export const actNode = defineNodeType({
  type: "act",
  noun: "act",
  label: "Act",
  pluralLabel: "Acts",
  box: { width: 448, height: 200 },
  textFields: ["description"],
  dataSchema: z.object({
    title: z.string().max(MAX_SHORT_TEXT).optional(),
    description: z.string().max(MAX_LONG_TEXT).optional(),
  }),
});
