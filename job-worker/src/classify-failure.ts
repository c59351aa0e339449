import {
  isDatabaseFull,
  isForeignKeyViolation,
  isUnavailable,
} from "@backlot/shared/server/database/failures";

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
  if (isOfDeletedCanvas(error)) return { kind: "final", error: "The canvas was deleted." };
  if (isStorageFull(error))
    return { kind: "retryable", error: "The result could not be stored: the disk is full." };
  if (isUnavailable(error)) return { kind: "interrupted", delayMs: UNREACHABLE_DELAY_MS };
  const reason = error instanceof Error ? error.message : String(error);
  return { kind: "retryable", error: `Something went wrong: ${reason.slice(0, MAX_REASON_LENGTH)}` };
};

const UNREACHABLE_DELAY_MS = 2_000;
const MAX_REASON_LENGTH = 300;

/** Assets belong to a canvas, and that is the only row a run refers to. */
const isOfDeletedCanvas = isForeignKeyViolation;

const isStorageFull = (error: unknown): boolean =>
  isDatabaseFull(error) || (error instanceof Error && "code" in error && error.code === "ENOSPC");
