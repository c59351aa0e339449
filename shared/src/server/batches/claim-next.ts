import type { ExpressionBuilder } from "kysely";
import { CLAIMABLE_BATCH_STATES, JOB_STEPS, LOST_RUNS_BEFORE_ALONE } from "../../functions/batch-states.ts";
import type { Records } from "../database/records.ts";
import type { RecordsTables } from "../database/tables.ts";
import { claimJob, type ClaimedJob } from "./claim-job.ts";

/** Each race is lost to another worker that got its job; whoever loses so often comes again with its next ticket. */
const MAX_LOST_RACES = 20;

export interface NextJob extends ClaimedJob {
  projectId: string;
}

interface Claim {
  workerId: string;
  /** Whether a job that may be its worker's death can be taken now: it needs a process of its own. */
  takesSuspects?: boolean;
  /** Only a job of a project that has none running. */
  ofIdleProject?: boolean;
}

/**
 * Starts the run that is next by right: of the projects with a due job the one with the fewest running (of two such the
 * one served longer ago), inside it the batch by priority, rank and age, inside that the first due job. Paused batches
 * are passed over. Undefined = nothing is due.
 *
 * Asks per open batch, not per job: ten batches of 1,000 jobs cost as much as ten of one.
 */
export const claimNext = async (
  records: Records,
  { workerId, takesSuspects = true, ofIdleProject = false }: Claim,
): Promise<NextJob | undefined> => {
  for (let race = 0; race < MAX_LOST_RACES; race += 1) {
    const due = { now: Date.now(), lostRunsBelow: takesSuspects ? undefined : LOST_RUNS_BEFORE_ALONE };
    const projectId = await findProject(records, due, ofIdleProject);
    if (projectId === undefined) return undefined;
    const batchId = await findBatch(records, projectId, due);
    const jobId = batchId && (await findJob(records, batchId, due));
    const claimed = jobId && (await claimJob(records, { jobId, workerId }));
    if (claimed) return { ...claimed, projectId };
  }
  return undefined;
};

interface Due {
  now: number;
  /** Undefined = whatever the job went through. */
  lostRunsBelow: number | undefined;
}

const findProject = async (records: Records, due: Due, isIdle: boolean): Promise<string | undefined> => {
  const row = await records
    .selectFrom("batches")
    .innerJoin("canvases", "canvases.id", "batches.canvas_id")
    .leftJoin(
      (from) =>
        from
          .selectFrom("jobs")
          .innerJoin("canvases", "canvases.id", "jobs.canvas_id")
          .select((row) => ["canvases.project_id", row.fn.countAll<number>().as("running")])
          .where("jobs.state", "=", "running")
          .groupBy("canvases.project_id")
          .as("busy"),
      (join) => join.onRef("busy.project_id", "=", "canvases.project_id"),
    )
    .select("canvases.project_id")
    .where("batches.state", "in", CLAIMABLE_BATCH_STATES)
    .where((where) => hasDueJob(where, due))
    .$if(isIdle, (query) => query.where("busy.running", "is", null))
    .groupBy(["canvases.project_id", "busy.running"])
    .orderBy((row) => row.fn.coalesce("busy.running", row.val(0)))
    .orderBy((row) => row.fn.max("batches.served_at"))
    .orderBy((row) => row.fn.min("batches.created_at"))
    .orderBy("canvases.project_id")
    .limit(1)
    .executeTakeFirst();
  return row?.project_id;
};

const findBatch = async (records: Records, projectId: string, due: Due): Promise<string | undefined> => {
  const row = await records
    .selectFrom("batches")
    .innerJoin("canvases", "canvases.id", "batches.canvas_id")
    .select("batches.id")
    .where("canvases.project_id", "=", projectId)
    .where("batches.state", "in", CLAIMABLE_BATCH_STATES)
    .where((where) => hasDueJob(where, due))
    .orderBy("batches.priority", "desc")
    .orderBy("batches.rank")
    .orderBy("batches.created_at")
    .orderBy("batches.id")
    .limit(1)
    .executeTakeFirst();
  return row?.id;
};

/** The first due one of each state comes straight from the index; both states at once would sort them all. */
const findJob = async (records: Records, batchId: string, due: Due): Promise<string | undefined> => {
  const firsts = [];
  for (const state of JOB_STEPS.claim.from) {
    let query = records
      .selectFrom("jobs")
      .select(["id", "position"])
      .where("batch_id", "=", batchId)
      .where("state", "=", state)
      .where("due_at", "<=", due.now)
      .orderBy("position")
      .limit(1);
    if (due.lostRunsBelow !== undefined) query = query.where("lost_runs", "<", due.lostRunsBelow);
    firsts.push(...(await query.execute()));
  }
  return firsts.sort((a, b) => a.position - b.position)[0]?.id;
};

/** A subquery with a limit, for each batch by itself: PostgreSQL turns EXISTS into a join over all waiting jobs. */
const hasDueJob = (where: ExpressionBuilder<RecordsTables, "batches" | "canvases">, due: Due) =>
  where.or(
    JOB_STEPS.claim.from.map((state) => {
      let first = where
        .selectFrom("jobs")
        .select("jobs.position")
        .whereRef("jobs.batch_id", "=", "batches.id")
        .where("jobs.state", "=", state)
        .where("jobs.due_at", "<=", due.now)
        .orderBy("jobs.position")
        .limit(1);
      if (due.lostRunsBelow !== undefined) first = first.where("jobs.lost_runs", "<", due.lostRunsBelow);
      return where(first, "is not", null);
    }),
  );
