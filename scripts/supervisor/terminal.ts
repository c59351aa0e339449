import type { Writable } from "node:stream";

/** The quiet face of the product: a handful of human lines; everything else is in the log files. */
export interface Terminal {
  say(line: string): void;
  problem(line: string): void;
}

export const createTerminal = (out: Writable, err: Writable): Terminal => {
  // A terminal that has gone away (a closed pipe) must not end the product.
  out.on("error", () => {});
  err.on("error", () => {});
  return {
    say: (line) => void out.write(`${line}\n`),
    problem: (line) => void err.write(`${line}\n`),
  };
};
