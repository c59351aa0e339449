import type { Transaction } from "kysely";
import { OPEN_BATCH_STATES } from "../../functions/batch-states.ts";
import { BATCH_PRIORITIES, type BatchPriority, type BatchView } from "../../functions/batch-view.ts";
import type { Records } from "../database/records.ts";
import type { RecordsTables } from "../database/tables.ts";
import { transact } from "../database/transact.ts";
import { readBatch } from "./read-batch.ts";

export interface BatchOrder {
  /** Unless told, that of the batch it is put before, else its own. */
  priority?: BatchPriority | undefined;
  /** The open batch of the same project that is to run after it; null = behind all others of its priority. */
  before?: string | null | undefined;
}

/**
 * Moves a batch among the open ones of its project; an ended batch stays as it is. Undefined = there is no such batch,
 * or `before` names none that is open in the same project.
 */
export const orderBatch = async (
  { records }: { records: Records },
  batchId: string,
  order: BatchOrder,
): Promise<BatchView | undefined> => {
  const isKnown = await transact(records, (trx) => moveBatch(trx, batchId, order));
  return isKnown ? readBatch(records, batchId) : undefined;
};

type Trx = Transaction<RecordsTables>;

interface Place {
  id: string;
  priority: number;
  rank: number;
}

const moveBatch = async (trx: Trx, batchId: string, order: BatchOrder): Promise<boolean> => {
  const moved = await trx
    .selectFrom("batches")
    .innerJoin("canvases", "canvases.id", "batches.canvas_id")
    .select("canvases.project_id")
    .where("batches.id", "=", batchId)
    .executeTakeFirst();
  if (!moved) return false;
  const open = await listOpen(trx, moved.project_id);
  const own = open.find(({ id }) => id === batchId);
  const next = open.find(({ id }) => id === order.before);
  if (typeof order.before === "string" && !next) return false;
  if (!own) return true;
  const priority = order.priority === undefined ? (next ?? own).priority : priorityOf(order.priority);
  if (priority !== own.priority)
    await trx.updateTable("batches").set({ priority }).where("id", "=", batchId).execute();
  if (order.before === undefined || order.before === batchId) return true;
  const others = open.filter((batch) => batch.priority === priority && batch.id !== batchId);
  const at = next && next.priority === priority ? others.indexOf(next) : others.length;
  await rankBetween(trx, batchId, others, at);
  return true;
};

/** In the order they run in. */
const listOpen = (trx: Trx, projectId: string): Promise<Place[]> =>
  trx
    .selectFrom("batches")
    .innerJoin("canvases", "canvases.id", "batches.canvas_id")
    .select(["batches.id", "batches.priority", "batches.rank"])
    .where("canvases.project_id", "=", projectId)
    .where("batches.state", "in", OPEN_BATCH_STATES)
    .orderBy("batches.priority", "desc")
    .orderBy("batches.rank")
    .orderBy("batches.created_at")
    .orderBy("batches.id")
    .execute();

const priorityOf = (priority: BatchPriority): number => BATCH_PRIORITIES.indexOf(priority) - 1;

/** One row changes, unless two neighbours leave no number between them; then all get whole ones. */
const rankBetween = async (
  trx: Trx,
  batchId: string,
  others: readonly Place[],
  at: number,
): Promise<void> => {
  const [before, after] = [others[at - 1]?.rank, others[at]?.rank];
  const rank = numberBetween(before, after);
  if (rank !== undefined) return setRank(trx, batchId, rank);
  const first = others[0]?.rank ?? 0;
  const ids = others.map(({ id }) => id).toSpliced(at, 0, batchId);
  for (const [index, id] of ids.entries()) await setRank(trx, id, first + index);
};

const numberBetween = (before: number | undefined, after: number | undefined): number | undefined => {
  // A batch submitted now is ranked by the clock; who is put last stands before those of later.
  if (after === undefined) return before === undefined ? Date.now() : Math.max(before + 1, Date.now());
  if (before === undefined) return after - 1;
  const middle = (before + after) / 2;
  return before < middle && middle < after ? middle : undefined;
};

const setRank = async (trx: Trx, id: string, rank: number): Promise<void> => {
  await trx.updateTable("batches").set({ rank }).where("id", "=", id).execute();
};
