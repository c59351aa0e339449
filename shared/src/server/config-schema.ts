import { z } from "zod";

/**
 * One schema per process: name → zod schema with default, plus a one-line meaning. All problems are reported
 * together, so that an operator mends them in one go.
 */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  readonly meaning: string;
  readonly secret?: boolean;
}

export type Settings = Readonly<Record<string, Setting>>;
export type SettingsValues<S extends Settings> = { readonly [Name in keyof S]: z.infer<S[Name]["schema"]> };

export type ConfigResult<S extends Settings> =
  { ok: true; values: SettingsValues<S> } | { ok: false; problems: string[] };

export const readSettings = <S extends Settings>(
  settings: S,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigResult<S> => {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, setting] of Object.entries(settings)) {
    const raw = environment[name] === "" ? undefined : environment[name];
    const parsed = setting.schema.safeParse(raw);
    if (parsed.success) values[name] = parsed.data;
    else {
      const shown =
        raw === undefined
          ? "is not set"
          : setting.secret
            ? "*** is refused"
            : `${JSON.stringify(raw)} is refused`;
      problems.push(
        `${name} ${shown}: ${parsed.error.issues.map((issue) => issue.message).join("; ")} (${setting.meaning})`,
      );
    }
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, values: values as SettingsValues<S> };
};

export const portSetting = (defaultPort: number, meaning: string) => ({
  schema: z.coerce.number({ message: "must be a number" }).int().min(1).max(65_535).default(defaultPort),
  meaning,
});
