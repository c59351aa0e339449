import type { DamagedKind } from "./tables.ts";

/** A row of the log whose bytes are not those that were written. */
export interface Damage {
  kind: DamagedKind;
  sequence: number;
  reason: "checksum";
}
