import { wordsOfKey } from "./job-result.ts";

/** As much of JSON Schema as an options form is made of; a schema may hold anything beyond. */
export interface OptionsSchema {
  properties?: Readonly<Record<string, OptionSchema>>;
}

interface OptionSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly { const?: unknown; title?: string }[];
  oneOf?: readonly { const?: unknown; title?: string }[];
  minimum?: number;
  maximum?: number;
  multipleOf?: number;
  maxLength?: number;
}

interface FieldFacts {
  name: string;
  label: string;
  hint?: string;
}

export type OptionField = FieldFacts &
  (
    | { kind: "switch"; initial: boolean }
    | { kind: "choice"; initial: string; choices: readonly { key: string; label: string; value: unknown }[] }
    | { kind: "number"; initial: string; whole: boolean; least?: number; most?: number; step: number | "any" }
    | { kind: "text"; initial: string; maxLength?: number; long: boolean }
  );

/** What a person has put into the form so far, by field name. */
export type OptionsDraft = Readonly<Record<string, string | boolean>>;

/**
 * A field for each option that speaks to people. An option without words and without a default is one that programs
 * set, and one that is no plain value keeps its default.
 */
export const fieldsOf = (schema: OptionsSchema): OptionField[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const isForPeople = option.title ?? option.description ?? option.default;
    const field = isForPeople === undefined ? undefined : fieldOf(name, option);
    return field ? [field] : [];
  });

export const draftOf = (fields: readonly OptionField[]): OptionsDraft =>
  Object.fromEntries(fields.map((field) => [field.name, field.initial]));

type ReadDraft =
  { ok: true; options: Record<string, unknown> } | { ok: false; problems: Record<string, string> };

/** The options to submit, or what is wrong by field name. An emptied field takes its default on the server. */
export const readDraft = (fields: readonly OptionField[], draft: OptionsDraft): ReadDraft => {
  const options: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = draft[field.name] ?? field.initial;
    if (field.kind === "choice") {
      const chosen = field.choices.find(({ key }) => key === value);
      if (chosen) options[field.name] = chosen.value;
    } else if (field.kind === "number" && value !== "") {
      const problem = numberProblem(field, String(value));
      if (problem !== undefined) problems[field.name] = problem;
      else options[field.name] = Number(value);
    } else if (field.kind === "switch" || (field.kind === "text" && value !== "")) {
      options[field.name] = value;
    }
  }
  return Object.keys(problems).length === 0 ? { ok: true, options } : { ok: false, problems };
};

/** The server's words for an option, whatever lies below its path: `options.rows.2` belongs to `rows`. */
export const optionProblems = (fields: Readonly<Record<string, string>>): Record<string, string> => {
  const problems: Record<string, string> = {};
  for (const [path, message] of Object.entries(fields)) {
    const name = /^options\.([^.]+)/.exec(path)?.[1];
    if (name !== undefined) problems[name] ??= message;
  }
  return problems;
};

const numberProblem = (field: Extract<OptionField, { kind: "number" }>, text: string): string | undefined => {
  const value = Number(text);
  if (!Number.isFinite(value)) return "Write a number.";
  if (field.whole && !Number.isInteger(value)) return "Write a whole number.";
  const tooSmall = field.least !== undefined && value < field.least;
  if (!tooSmall && (field.most === undefined || value <= field.most)) return undefined;
  return field.least !== undefined && field.most !== undefined
    ? `Between ${field.least} and ${field.most}.`
    : tooSmall
      ? `At least ${field.least}.`
      : `At most ${field.most}.`;
};

const fieldOf = (name: string, option: OptionSchema): OptionField | undefined => {
  const facts: FieldFacts = {
    name,
    label: option.title ?? sentence(wordsOfKey(name)),
    ...(option.description !== undefined && { hint: option.description }),
  };
  const choices = choicesOf(option);
  if (choices.length > 0) {
    const initial = choices.find(({ value }) => value === option.default) ?? choices[0];
    return { ...facts, kind: "choice", choices, initial: initial?.key ?? "" };
  }
  switch (option.type) {
    case "boolean":
      return { ...facts, kind: "switch", initial: option.default === true };
    case "integer":
    case "number":
      return {
        ...facts,
        kind: "number",
        initial: typeof option.default === "number" ? String(option.default) : "",
        whole: option.type === "integer",
        step: option.multipleOf ?? (option.type === "integer" ? 1 : "any"),
        ...(isBound(option.minimum) && { least: option.minimum }),
        ...(isBound(option.maximum) && { most: option.maximum }),
      };
    case "string":
      return {
        ...facts,
        kind: "text",
        initial: typeof option.default === "string" ? option.default : "",
        long: (option.maxLength ?? 0) > 200,
        ...(option.maxLength !== undefined && { maxLength: option.maxLength }),
      };
    default:
      return undefined;
  }
};

const choicesOf = (option: OptionSchema) => {
  const named = (option.oneOf ?? option.anyOf ?? []).filter((one) => one.const !== undefined);
  const values = option.enum
    ? option.enum.map((value) => ({ value, title: undefined }))
    : named.map((one) => ({ value: one.const, title: one.title }));
  return values.map(({ value, title }, index) => ({
    key: String(index),
    value,
    label: title ?? labelOf(value),
  }));
};

/** "widescreen" → "Widescreen", "pdf" → "PDF", "MCU" → "MCU", 25 → "25" */
const labelOf = (value: unknown): string => {
  if (typeof value !== "string") return JSON.stringify(value);
  if (/^[^a-z]+$/.test(value)) return value;
  return FILE_KINDS.has(value) ? value.toUpperCase() : sentence(wordsOfKey(value));
};
const FILE_KINDS: ReadonlySet<string> = new Set([
  "csv",
  "pdf",
  "mp4",
  "gif",
  "html",
  "png",
  "svg",
  "jpeg",
  "a4",
]);

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Zod gives every whole number the bounds of safe integers, which say nothing to people. */
const isBound = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
