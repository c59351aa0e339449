import { describe, expect, it } from "vitest";
import { z } from "zod";
import { functionContracts } from "@backlot/shared/functions/registry";
import {
  draftOf,
  fieldsOf,
  optionProblems,
  readDraft,
  type OptionField,
  type OptionsSchema,
} from "./options-form.ts";

const formOf = (schema: z.ZodType): OptionField[] =>
  fieldsOf(z.toJSONSchema(schema, { io: "input" }) as OptionsSchema);

describe("an options form", () => {
  it("has a field for each kind of plain value", () => {
    const fields = formOf(
      z.object({
        marks: z.boolean().default(false).meta({ title: "Draw safe areas", description: "For the print." }),
        format: z.enum(["csv", "pdf", "two-columns"]).default("pdf"),
        frameRate: z.union([z.literal(24), z.literal(25)]).default(25),
        seconds: z.number().min(0.5).max(60).default(3),
        columns: z.int().min(2).max(4).default(3),
        prompt: z.string().max(2000).default("ink"),
      }),
    );
    expect(fields).toMatchObject([
      { name: "marks", label: "Draw safe areas", hint: "For the print.", kind: "switch", initial: false },
      {
        label: "Format",
        kind: "choice",
        initial: "1",
        choices: [{ label: "CSV" }, { label: "PDF" }, { label: "Two columns" }],
      },
      { label: "Frame rate", kind: "choice", initial: "1", choices: [{ value: 24 }, { value: 25 }] },
      { kind: "number", whole: false, least: 0.5, most: 60, initial: "3" },
      { kind: "number", whole: true, least: 2, most: 4, step: 1 },
      { kind: "text", long: true, maxLength: 2000, initial: "ink" },
    ]);
  });

  it("leaves out what programs set and what is no plain value", () => {
    const fields = formOf(
      z.object({
        asset: z.string().optional(),
        rows: z.array(z.string()).default([]),
        nested: z.object({}).default({}),
      }),
    );
    expect(fields).toEqual([]);
    expect(fieldsOf({})).toEqual([]);
  });

  it("submits what was put in, typed, and leaves an emptied field to its default", () => {
    const fields = formOf(
      z.object({
        rate: z.union([z.literal(24), z.literal(25)]).default(25),
        columns: z.int().min(2).max(4).default(3),
        seconds: z.number().default(3),
        marks: z.boolean().default(false),
        title: z.string().default("Board"),
      }),
    );
    const draft = { ...draftOf(fields), rate: "0", columns: "4", seconds: "", marks: true, title: "" };
    expect(readDraft(fields, draft)).toEqual({ ok: true, options: { rate: 24, columns: 4, marks: true } });
  });

  it("says what is wrong at the field, before anything is submitted", () => {
    const fields = formOf(
      z.object({ columns: z.int().min(2).max(4).default(3), seconds: z.number().min(1).default(3) }),
    );
    const wrong = (draft: Record<string, string>) => {
      const read = readDraft(fields, { ...draftOf(fields), ...draft });
      return read.ok ? {} : read.problems;
    };
    expect(wrong({ columns: "9" })).toEqual({ columns: "Between 2 and 4." });
    expect(wrong({ columns: "2.5", seconds: "0" })).toEqual({
      columns: "Write a whole number.",
      seconds: "At least 1.",
    });
    expect(wrong({ columns: "many" })).toEqual({ columns: "Write a number." });
  });

  it("puts the server's words at the field they are about", () => {
    expect(
      optionProblems({ "options.columns": "too many", "options.rows.2": "is no row", "nodeIds.0": "gone" }),
    ).toEqual({ columns: "too many", rows: "is no row" });
  });

  it("submits what every built-in accepts when nothing was touched", () => {
    for (const contract of Object.values(functionContracts)) {
      const fields = formOf(contract.optionsSchema);
      const read = readDraft(fields, draftOf(fields));
      expect(contract.optionsSchema.safeParse(read.ok ? read.options : undefined).success).toBe(true);
    }
  });
});
