import * as Y from "yjs";
import type { z } from "zod";
import { MAX_SHORT_TEXT } from "../node-types/limits.ts";
import { nodeTypes, type NodeType } from "../node-types/registry.ts";
import { replaceText } from "../text-edit.ts";
import { refuse, type Refused } from "./command-result.ts";

/** Values to store, null = remove the field. Unknown fields are dropped, never stored. */
export type CheckedFields = { ok: true; fields: Record<string, unknown> } | Refused;

export const checkFields = (type: NodeType, data: Readonly<Record<string, unknown>>): CheckedFields => {
  const fields: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries<z.ZodType>(nodeTypes[type].dataSchema.shape)) {
    if (!Object.hasOwn(data, field)) continue;
    const value = data[field];
    if (value === null || value === undefined) {
      fields[field] = null;
      continue;
    }
    const parsed = schema.safeParse(value);
    if (!parsed.success) {
      const message = parsed.error.issues[0]?.message ?? "is not valid";
      return refuse("field-invalid", `${field}: ${message.slice(0, MAX_SHORT_TEXT)}`, `data.${field}`);
    }
    fields[field] = parsed.data;
  }
  return { ok: true, fields };
};

/** Writes checked fields into a node's data map. Call inside a transaction. */
export const writeFields = (
  type: NodeType,
  data: Y.Map<unknown>,
  fields: Readonly<Record<string, unknown>>,
): void => {
  const textFields: readonly string[] = nodeTypes[type].textFields;
  for (const [field, value] of Object.entries(fields)) {
    if (textFields.includes(field)) {
      const text = data.get(field);
      if (text instanceof Y.Text) replaceText(text, typeof value === "string" ? value : "");
    } else if (value === null) data.delete(field);
    else if (data.get(field) !== value) data.set(field, value);
  }
};
