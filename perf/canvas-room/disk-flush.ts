import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { percentile } from "../report.ts";

const PAGE_BYTES = 4096;
const FLUSHES = 200;
const PAUSE_MS = 10;

/**
 * What one commit asks of the disk that the servers write to, without any server: a page appended and fsync'ed, in
 * milliseconds. No durable acknowledgement can be sooner.
 */
export const measureDiskFlush = async (): Promise<{ p50Ms: number; p99Ms: number }> => {
  const folder = mkdtempSync(join(tmpdir(), "backlot-flush-"));
  const file = await open(join(folder, "pages"), "w");
  const page = Buffer.alloc(PAGE_BYTES, 1);
  const tookMs: number[] = [];
  for (let flush = 0; flush < FLUSHES; flush++) {
    await wait(PAUSE_MS);
    const startedAt = performance.now();
    await file.write(page);
    await file.sync();
    tookMs.push(performance.now() - startedAt);
  }
  await file.close();
  rmSync(folder, { recursive: true });
  return { p50Ms: percentile(tookMs, 50), p99Ms: percentile(tookMs, 99) };
};
