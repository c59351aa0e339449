/** Why a command changed nothing. Expected outcomes: with many people a node may be gone at any moment. */
export const COMMAND_REFUSALS = [
  "node-missing",
  "edge-missing",
  "take-missing",
  "type-unknown",
  "id-invalid",
  "id-taken",
  "field-invalid",
  "position-invalid",
  "connection-refused",
] as const;

export type CommandRefusal = (typeof COMMAND_REFUSALS)[number];

export interface Refused {
  ok: false;
  reason: CommandRefusal;
  /** In words for a person. */
  detail: string;
  /** Path inside the command's arguments, e.g. `data.lensMm`. */
  path?: string;
}

export type CommandResult<T extends object = object> = ({ ok: true } & T) | Refused;

export const refuse = (reason: CommandRefusal, detail: string, path?: string): Refused =>
  path === undefined ? { ok: false, reason, detail } : { ok: false, reason, detail, path };
