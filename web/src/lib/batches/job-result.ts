import type { JobView } from "@backlot/shared/functions/batch-view";
import { resultFilesSchema, type ResultFiles } from "@backlot/shared/functions/result-files";

/** What a job left besides a take, as a person reads it. Results are any JSON: functions from outside write them too. */

/** The files of a function that makes files; undefined when it left none. */
export const filesOf = (job: JobView): ResultFiles | undefined => {
  const read = resultFilesSchema.safeParse(job.result);
  return read.success ? read.data : undefined;
};

/** [["scenes", 12], ["characters", 1]]: what was made or found, without the zeros. */
export const countsOf = (job: JobView): [name: string, count: number][] => {
  const counts = (job.result as { counts?: unknown } | null | undefined)?.counts;
  if (typeof counts !== "object" || counts === null) return [];
  return Object.entries(counts)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number" && entry[1] > 0)
    .map(([name, count]) => [wordsOfKey(count === 1 ? name.replace(/s$/, "") : name), count]);
};

/** "12 scenes, 1 character" */
export const resultWords = (job: JobView): string | undefined => {
  const counts = countsOf(job);
  return counts.length === 0 ? undefined : counts.map(([name, count]) => `${count} ${name}`).join(", ");
};

/** What the function has to say: what is missing, what was left out. */
export const remarksOf = (job: JobView): readonly string[] => {
  const remarks = (job.result as { remarks?: unknown } | null | undefined)?.remarks;
  return Array.isArray(remarks)
    ? remarks.filter((remark): remark is string => typeof remark === "string")
    : [];
};

/** "shotsProposed" → "shots proposed" */
export const wordsOfKey = (key: string): string =>
  key
    .replace(/[-_]+/g, " ")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

/** 2048 → "2 KB"; the steps are 1,000 as on people's disks. */
export const bytesInWords = (bytes: number): string => {
  if (bytes < 1000) return `${bytes} B`;
  const [unit, size] = bytes < 999_500 ? ["KB", bytes / 1000] : ["MB", bytes / 1_000_000];
  return `${size < 9.95 ? size.toFixed(1) : Math.round(size)} ${unit}`;
};

interface KnownTake {
  readonly id: string;
  readonly number: number;
  readonly asset?: string | undefined;
}

/**
 * Where a reused result comes from: the take of the same shot with the same picture, else an earlier run (of another
 * shot, or of another canvas of the workspace).
 */
export const reusedWords = (
  job: JobView,
  takes: readonly KnownTake[],
): { short: string; whole: string } | undefined => {
  if (!job.reused) return undefined;
  const asset = takes.find((take) => take.id === job.id)?.asset;
  const source = takes.find((take) => take.id !== job.id && take.asset !== undefined && take.asset === asset);
  return source
    ? {
        short: `As take ${source.number}`,
        whole: `Same input: taken from take ${source.number} of this shot.`,
      }
    : { short: "Same input", whole: "Same input: taken from an earlier run." };
};
