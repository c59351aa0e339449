import type { OutsideConfig } from "@backlot/shared/functions/outside-functions";
import type { FieldError } from "@backlot/shared/protocol/error-codes";
import type { Records } from "@backlot/shared/server/database/records";
import type { OutsideFunctionRow } from "@backlot/shared/server/database/tables";
import type { SealedSecrets } from "@backlot/shared/server/sealed-secrets";
import { newRecordId } from "../accounts.ts";

export const MAX_OUTSIDE_FUNCTIONS = 50;

interface NewOutsideFunction {
  workspaceId: string;
  title: string;
  config: OutsideConfig;
  secret: string | undefined;
  fallsBack: boolean;
  createdBy: string;
}

export const addOutsideFunction = async (
  { records, sealed }: { records: Records; sealed: SealedSecrets },
  added: NewOutsideFunction,
): Promise<OutsideFunctionRow> => {
  const now = Date.now();
  return records
    .insertInto("outside_functions")
    .values({
      id: newRecordId(),
      workspace_id: added.workspaceId,
      provider: added.config.provider,
      title: added.title,
      config: JSON.stringify(added.config),
      sealed_secret: added.secret === undefined ? null : sealed.seal(added.secret),
      falls_back: added.fallsBack ? 1 : 0,
      created_by: added.createdBy,
      created_at: now,
      updated_at: now,
      removed_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
};

interface OutsideFunctionChange {
  title?: string | undefined;
  fallsBack?: boolean | undefined;
  config?: OutsideConfig | undefined;
  /** Null takes the key away. */
  secret?: string | null | undefined;
}

/** A change of the settings is a new version: results of the old one are not reused, and its breaker starts anew. */
export const changeOutsideFunction = async (
  { records, sealed }: { records: Records; sealed: SealedSecrets },
  id: string,
  { title, fallsBack, config, secret }: OutsideFunctionChange,
): Promise<OutsideFunctionRow | undefined> =>
  records
    .updateTable("outside_functions")
    .set((row) => ({
      updated_at: Date.now(),
      ...(title !== undefined && { title }),
      ...(fallsBack !== undefined && { falls_back: fallsBack ? 1 : 0 }),
      ...(config && { config: JSON.stringify(config), version: row("version", "+", 1) }),
      ...(secret !== undefined && { sealed_secret: secret === null ? null : sealed.seal(secret) }),
    }))
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .returningAll()
    .executeTakeFirst();

/** The row stays for the batches that ran it; the key does not. */
export const removeOutsideFunction = async (records: Records, id: string): Promise<boolean> => {
  const { numUpdatedRows } = await records
    .updateTable("outside_functions")
    .set({ removed_at: Date.now(), sealed_secret: null })
    .where("id", "=", id)
    .where("removed_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
};

/** A key goes to the server it was entered for. To send it to another one, somebody has to know it. */
export const findKeyTrouble = (
  row: OutsideFunctionRow,
  url: string,
  secret: string | null | undefined,
): FieldError | undefined => {
  if (row.sealed_secret === null || secret !== undefined) return undefined;
  const stored = JSON.parse(row.config) as OutsideConfig;
  const known = stored.provider === "http" ? stored.manifest.endpoint : stored.baseUrl;
  if (new URL(known).origin === new URL(url).origin) return undefined;
  return { path: "secret", message: "Enter the key again, because the service has another address now." };
};
