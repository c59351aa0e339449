import { watch } from "node:fs";
import type { KeptProcess } from "./keep-alive.ts";

const SETTLE_MS = 150;

/** Development only: a saved source file restarts the service that uses it. */
export const restartOnChange = (
  service: KeptProcess,
  folders: readonly string[],
  signal: AbortSignal,
): void => {
  let pending: NodeJS.Timeout | undefined;
  for (const folder of folders) {
    watch(folder, { recursive: true, signal }, (_event, file) => {
      if (file === null || file.endsWith(".test.ts")) return;
      clearTimeout(pending);
      pending = setTimeout(() => service.restart(), SETTLE_MS);
    });
  }
};
