import { appendFileSync, renameSync, statSync } from "node:fs";
import { createInterface } from "node:readline";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import type { Terminal } from "./terminal.ts";

const MAX_LOG_BYTES = 10 * 1024 * 1024;
const PINO_ERROR = 50;

export interface ServiceLog {
  follow(child: ChildProcess): void;
}

/**
 * A process's output goes to `<folder>/<name>.log`; at 10 MiB that file becomes `.log.1`, in place of the one
 * before. Errors also show on the terminal, one line each.
 */
export const createServiceLog = (folder: string, name: string, terminal: Terminal): ServiceLog => {
  const path = join(folder, `${name}.log`);
  let bytes = sizeOf(path);
  let failing = false;

  const append = (line: string): void => {
    try {
      if (bytes > MAX_LOG_BYTES) {
        renameSync(path, `${path}.1`);
        bytes = 0;
      }
      appendFileSync(path, `${line}\n`);
      bytes += Buffer.byteLength(line) + 1;
      failing = false;
    } catch (error) {
      // A full disk must not end the supervisor; said once per spell.
      if (!failing) terminal.problem(`${name}: the log cannot be written (${String(error)})`);
      failing = true;
    }
  };

  return {
    follow: (child) => {
      if (child.stdout) {
        createInterface({ input: child.stdout }).on("line", (line) => {
          append(line);
          const summary = summarizeError(line);
          if (summary) terminal.problem(`${name}: ${summary}`);
        });
      }
      if (child.stderr) {
        createInterface({ input: child.stderr }).on("line", (line) => {
          append(line);
          if (line.trim()) terminal.problem(`${name}: ${line}`);
        });
      }
    },
  };
};

/** "<event> (<error message>)" for a JSON line of level error or worse. */
const summarizeError = (line: string): string | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line) as { level?: unknown; msg?: unknown; err?: { message?: unknown } };
    if (typeof entry.level !== "number" || entry.level < PINO_ERROR) return undefined;
    const cause = typeof entry.err?.message === "string" ? ` (${entry.err.message.split("\n", 1)[0]})` : "";
    return `${String(entry.msg ?? "error")}${cause}`;
  } catch {
    return undefined;
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
