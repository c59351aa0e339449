import type { OutsideProvider } from "@backlot/shared/functions/outside-functions";
import { ProviderFailure } from "./provider.ts";

/** One attempt to call an outside function, and what came of it. */
export interface OutsideCall {
  provider: OutsideProvider;
  outcome: CallOutcome;
  seconds: number;
}

/** Besides the troubles of `ProviderFailure`: canceled by people, by the worker's end or by the loss of the job. */
export type CallOutcome = "made" | ProviderFailure["trouble"]["kind"] | "timed-out" | "canceled" | "broken";

/** `call` is the signal of this attempt, `run` that of the whole run. */
export const outcomeOf = (error: unknown, signals: { call: AbortSignal; run: AbortSignal }): CallOutcome => {
  if (signals.run.aborted) return "canceled";
  if (signals.call.aborted) return "timed-out";
  return error instanceof ProviderFailure ? error.trouble.kind : "broken";
};
