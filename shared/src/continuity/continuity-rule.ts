import type { Finding } from "../canvas/findings.ts";
import type { Film } from "./film.ts";

/** One thing that is looked for. `text` says what is wrong and how to mend it. */
export interface ContinuityRule {
  check(film: Film): Omit<Finding, "rule">[];
}
