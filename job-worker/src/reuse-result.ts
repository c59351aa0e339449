import type { FunctionContract } from "@backlot/shared/functions/function-contract";
import type { AssetStore } from "@backlot/shared/server/assets/asset-store";
import { hashCanonically } from "@backlot/shared/server/batches/canonical-hash";
import type { FunctionOutcome, MadeTake } from "./functions/function-implementation.ts";
import type { RunParts } from "./run-parts.ts";

type ReuseParts = Pick<RunParts, "records" | "assets" | "noteResult">;

const USE_NOTED_EVERY_MS = 86_400_000;

interface WantedResult {
  /** An outside function's name holds its id, so that no workspace gets another's results. */
  contract: Pick<FunctionContract, "name" | "version">;
  canvasId: string;
  options: unknown;
  input: unknown;
  make: () => Promise<MadeTake>;
}

/**
 * Equal work is done once: the same function, version, input and options give the stored pictures again, linked to this
 * canvas. One whose files are gone is made anew.
 */
export const reuseResult = async (parts: ReuseParts, wanted: WantedResult): Promise<FunctionOutcome> => {
  const { name, version } = wanted.contract;
  const inputHash = hashCanonically([name, version, wanted.input]);
  const key = hashCanonically([inputHash, wanted.options]);
  const found = await findResult(parts, key, wanted.canvasId);
  if (found) {
    parts.noteResult(name, "reused");
    return { kind: "take", take: { ...found, inputHash }, reused: true };
  }
  const made = await wanted.make();
  const content = JSON.stringify(made);
  const now = Date.now();
  await parts.records
    .insertInto("function_results")
    .values({ key, function: name, content, created_at: now, used_at: now })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ content, used_at: now }))
    .execute();
  parts.noteResult(name, "made");
  return { kind: "take", take: { ...made, inputHash } };
};

const findResult = async (
  { records, assets }: ReuseParts,
  key: string,
  canvasId: string,
): Promise<MadeTake | undefined> => {
  const row = await records
    .selectFrom("function_results")
    .select(["content", "used_at"])
    .where("key", "=", key)
    .executeTakeFirst();
  if (!row) return undefined;
  const now = Date.now();
  // A write for every reuse would cost more than it tells.
  if (row.used_at < now - USE_NOTED_EVERY_MS)
    await records.updateTable("function_results").set({ used_at: now }).where("key", "=", key).execute();
  // Only `reuseResult` writes this table.
  const content = JSON.parse(row.content) as MadeTake;
  const linked = await Promise.all(
    [content.asset, content.thumbnail].map(
      async (hash) => hash === undefined || linkPicture(assets, canvasId, hash),
    ),
  );
  return linked.every(Boolean) ? content : undefined;
};

/** False when the file is gone or is no longer what it was. */
const linkPicture = async (assets: AssetStore, canvasId: string, hash: string): Promise<boolean> => {
  const stored = await assets.read(hash);
  if (!stored) return false;
  if (await assets.findInCanvas(canvasId, hash)) return true;
  const put = await assets.put({ canvasId, ...stored, kind: "picture" });
  return put.hash === hash;
};
