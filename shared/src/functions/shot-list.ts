import { z } from "zod";
import {
  DEFAULT_SHOT_LIST_COLUMNS,
  SHOT_LIST_COLUMN_KEYS,
  type ShotListColumnKey,
} from "../shot-list/shot-list-columns.ts";
import type { FunctionContract } from "./function-contract.ts";
import { orientationSchema, paperSchema, scenesSchema } from "./page-options.ts";

export const shotListOptionsSchema = z.object({
  format: z.enum(["both", "csv", "pdf"]).default("both").meta({ title: "Format" }),
  columnSet: z
    .enum(["usual", "all"])
    .default("usual")
    .meta({ title: "Columns", description: "The usual eight, or everything that is known of a shot." }),
  /** Instead of a set. */
  columns: z.array(z.enum(SHOT_LIST_COLUMN_KEYS)).min(1).max(SHOT_LIST_COLUMN_KEYS.length).optional(),
  pictures: z.boolean().default(true).meta({ title: "Pictures", description: "Small frames in the PDF." }),
  paper: paperSchema,
  orientation: orientationSchema,
  scenes: scenesSchema,
});

export const shotListColumnsOf = ({
  columns,
  columnSet,
}: z.infer<typeof shotListOptionsSchema>): ShotListColumnKey[] =>
  columns ? [...new Set(columns)] : columnSet === "all" ? SHOT_LIST_COLUMN_KEYS : DEFAULT_SHOT_LIST_COLUMNS;

export const shotListFunction = {
  name: "shot-list",
  version: 1,
  title: "Shot list",
  description: "Writes the shots in script order as a table to print (PDF) and to calculate with (CSV).",
  icon: "table-2",
  target: "canvas",
  nodeTypes: [],
  optionsSchema: shotListOptionsSchema,
  timeLimitMs: 120_000,
  produces: "files",
} as const satisfies FunctionContract;
