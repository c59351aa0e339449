export type OutsideRefusal =
  | "bad-url"
  | "private-address"
  | "forbidden-port"
  | "too-large"
  | "timed-out"
  | "unreachable"
  | "too-many-redirects"
  | "aborted";

/** Why nothing came back from a server outside. The message is for a log; what a person reads follows from the code. */
export class OutsideRefused extends Error {
  override readonly name = "OutsideRefused";
  readonly code: OutsideRefusal;

  constructor(code: OutsideRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
