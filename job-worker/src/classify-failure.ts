/** Why a run did not finish, and what follows: the one place that decides between trying again and giving up. */
type Failure =
  /** Counts as an attempt; tried again while attempts are left. */
  | { kind: "retryable"; error: string }
  /** Trying again cannot help. */
  | { kind: "final"; error: string }
  /** Not the function's doing: given back without counting an attempt, to be run after the delay. */
  | { kind: "interrupted"; delayMs: number }
  /** Somebody else decides about the job now. */
  | { kind: "lease-lost" };

/** The job was canceled, or another worker has taken it over. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

export class TimeLimitPassed extends Error {
  override readonly name = "TimeLimitPassed";
}

/** The sync-server did not let us join: it is away, or starting. The job waits for it as long as it takes. */
export class CanvasUnreachable extends Error {
  override readonly name = "CanvasUnreachable";
}

export class WorkerStopping extends Error {
  override readonly name = "WorkerStopping";
}

export const classifyFailure = (error: unknown): Failure => {
  if (error instanceof LeaseLost) return { kind: "lease-lost" };
  if (error instanceof WorkerStopping) return { kind: "interrupted", delayMs: 0 };
  if (error instanceof CanvasUnreachable) return { kind: "interrupted", delayMs: UNREACHABLE_DELAY_MS };
  if (error instanceof TimeLimitPassed) return { kind: "retryable", error: "It took too long." };
  if (isForeignKeyViolation(error)) return { kind: "final", error: "The canvas was deleted." };
  if (isStorageFull(error))
    return { kind: "retryable", error: "The result could not be stored: the disk is full." };
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: "retryable", error: `Something went wrong: ${reason.slice(0, MAX_REASON_LENGTH)}` };
};

const UNREACHABLE_DELAY_MS = 2_000;
const MAX_REASON_LENGTH = 300;
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT_FOREIGNKEY = 787;

const codeOf = (error: unknown, field: "code" | "errcode"): unknown =>
  error instanceof Error && field in error
    ? (error as Error & Record<typeof field, unknown>)[field]
    : undefined;

/** Assets belong to a canvas, and that is the only row a run refers to. */
const isForeignKeyViolation = (error: unknown): boolean =>
  codeOf(error, "errcode") === SQLITE_CONSTRAINT_FOREIGNKEY;
const isStorageFull = (error: unknown): boolean =>
  codeOf(error, "errcode") === SQLITE_FULL || codeOf(error, "code") === "ENOSPC";
