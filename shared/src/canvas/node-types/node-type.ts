import type { z } from "zod";

/**
 * What every node type declares. `dataSchema` describes the fields as JSON (a text is a string there);
 * `textFields` names those that are a Y.Text in the document, so that two people can type in one.
 * Every field is optional: a half-filled node is normal while a film is being planned.
 */
export interface NodeTypeDefinition<Type extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  readonly type: Type;
  /** Singular, lower case, as it stands inside a sentence: "a location cannot connect to a shot". */
  readonly noun: string;
  readonly label: string;
  readonly pluralLabel: string;
  /** World px at 100 % zoom. */
  readonly box: { readonly width: number; readonly height: number };
  readonly dataSchema: Schema;
  readonly textFields: readonly (keyof z.infer<Schema> & string)[];
}

export const defineNodeType = <const Type extends string, Schema extends z.ZodObject>(
  definition: NodeTypeDefinition<Type, Schema>,
): NodeTypeDefinition<Type, Schema> => definition;

/** A code list with its words: `codes` validates, `labels` shows. */
export interface CodeList<Code extends string = string> {
  readonly codes: readonly [Code, ...Code[]];
  readonly labels: Readonly<Record<Code, string>>;
}

export const defineCodes = <const Labels extends Record<string, string>>(
  labels: Labels,
): CodeList<keyof Labels & string> => ({
  codes: Object.keys(labels) as [keyof Labels & string, ...(keyof Labels & string)[]],
  labels,
});
