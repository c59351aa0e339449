import type { DamagedKind } from "./tables.ts";

/**
 * A row of the log that cannot be used as it stands: its bytes are not those that were written ("checksum"), what was
 * written is no record ("form"), or Yjs cannot apply it.
 */
export type Damage = DamagedRow | UnappliableRow;

interface DamagedRow {
  kind: DamagedKind;
  sequence: number;
  reason: "checksum" | "form";
}

interface UnappliableRow {
  kind: DamagedKind;
  sequence: number;
  reason: "unappliable";
  /** What Yjs says to the first of them. */
  message: string;
  /** The snapshot's state, or those updates of the record that cannot be applied; the others are good. */
  unappliable: Uint8Array[];
}
