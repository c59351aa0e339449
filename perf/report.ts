import { cpus, totalmem, release } from "node:os";

/** The p-th percentile (0–100) by the nearest-rank method. */
export const percentile = (samples: readonly number[], p: number): number => {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
};

/** A Markdown table, so that it can be pasted into a report as it is. */
export const formatTable = (title: string, rows: readonly Record<string, string | number>[]): string => {
  const columns = Object.keys(rows[0] ?? {});
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |\n`;
  return [
    `\n### ${title}\n\n`,
    line(columns),
    line(columns.map(() => "---")),
    ...rows.map((row) => line(columns.map((column) => row[column] ?? ""))),
    "\n",
  ].join("");
};

export const printTable = (title: string, rows: readonly Record<string, string | number>[]): void => {
  process.stdout.write(formatTable(title, rows));
};

export const describeMachine = (): string =>
  `Machine: ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
  `Linux ${release()}, Node ${process.version}.`;
