import type { Records } from "../database/records.ts";
import type { ClaimedDelivery } from "./deliveries.ts";

/** How many attempts may be in flight at once, in all and of those that could hold each other up. */
export interface DeliveryShares {
  total: number;
  perHost: number;
  perWorkspace: number;
}

/**
 * Takes what is due, for this caller alone: for `leaseMs` nobody else gets it. Whoever dies with one has used up an
 * attempt, and the next worker takes it when the lease is over. Hosts and workspaces that have their share in flight are
 * passed by, however long theirs have been due.
 */
export const claimDeliveries = async (
  records: Records,
  {
    inFlight,
    shares,
    leaseMs,
  }: { inFlight: readonly ClaimedDelivery[]; shares: DeliveryShares; leaseMs: number },
): Promise<ClaimedDelivery[]> => {
  const nowMs = Date.now();
  const hosts = countShares(
    inFlight.map(({ host }) => host),
    shares.perHost,
  );
  const workspaces = countShares(
    inFlight.map(({ workspaceId }) => workspaceId),
    shares.perWorkspace,
  );
  const claimed: ClaimedDelivery[] = [];
  for (;;) {
    const limit = shares.total - inFlight.length - claimed.length;
    if (limit <= 0) return claimed;
    const due = await readDue(records, {
      nowMs,
      limit,
      fullHosts: hosts.full(),
      fullWorkspaces: workspaces.full(),
    });
    let isPassedBy = false;
    for (const delivery of due) {
      if (hosts.isFull(delivery.host) || workspaces.isFull(delivery.workspaceId)) {
        isPassedBy = true;
        continue;
      }
      if (!(await take(records, delivery, nowMs + leaseMs))) continue;
      hosts.add(delivery.host);
      workspaces.add(delivery.workspaceId);
      claimed.push({ ...delivery, attempts: delivery.attempts + 1 });
    }
    // The next look leaves those out that are full now, so each one sees others.
    if (due.length < limit && !isPassedBy) return claimed;
  }
};

const countShares = (taken: readonly string[], most: number) => {
  const counts = new Map<string, number>();
  const add = (owner: string): void => void counts.set(owner, (counts.get(owner) ?? 0) + 1);
  taken.forEach(add);
  return {
    add,
    isFull: (owner: string): boolean => (counts.get(owner) ?? 0) >= most,
    full: (): string[] => [...counts].flatMap(([owner, count]) => (count >= most ? [owner] : [])),
  };
};

/** The longest due first; `attempts` are those before. */
const readDue = async (
  records: Records,
  wanted: { nowMs: number; limit: number; fullHosts: string[]; fullWorkspaces: string[] },
): Promise<ClaimedDelivery[]> => {
  let query = records
    .selectFrom("webhook_deliveries")
    .innerJoin("batches", "batches.id", "webhook_deliveries.batch_id")
    .innerJoin("canvases", "canvases.id", "batches.canvas_id")
    .innerJoin("projects", "projects.id", "canvases.project_id")
    .select(["webhook_deliveries.id", "webhook_deliveries.batch_id", "webhook_deliveries.attempts"])
    .select(["webhook_deliveries.host", "projects.workspace_id"])
    .select(["batches.webhook_url", "batches.sealed_webhook_secret"])
    .where("webhook_deliveries.state", "=", "waiting")
    .where("webhook_deliveries.due_at", "<=", wanted.nowMs)
    .orderBy("webhook_deliveries.due_at")
    .limit(wanted.limit);
  if (wanted.fullHosts.length > 0) query = query.where("webhook_deliveries.host", "not in", wanted.fullHosts);
  if (wanted.fullWorkspaces.length > 0)
    query = query.where("projects.workspace_id", "not in", wanted.fullWorkspaces);
  const rows = await query.execute();
  return rows.map((row) => ({
    ...{ id: row.id, batchId: row.batch_id, attempts: row.attempts },
    ...{ host: row.host, workspaceId: row.workspace_id },
    ...{ url: row.webhook_url ?? "", sealedSecret: row.sealed_webhook_secret ?? "" },
  }));
};

const take = async (
  records: Records,
  { id, attempts }: ClaimedDelivery,
  leasedUntilMs: number,
): Promise<boolean> => {
  const taken = await records
    .updateTable("webhook_deliveries")
    .set({ attempts: attempts + 1, due_at: leasedUntilMs })
    .where("id", "=", id)
    .where("state", "=", "waiting")
    // Whoever came first has counted its attempt.
    .where("attempts", "=", attempts)
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
};
