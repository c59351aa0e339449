import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

const NO_TESTS = ["**/node_modules/**", "**/build/**"];
/** What runs in a browser only is covered by the journeys of tests/e2e, which this measure does not see. */
const MEASURED_ELSEWHERE = ["**/*.test.ts", "**/main.ts", "**/*.d.ts", "web/src/routes/**"];

/** What bounds a latency measures its neighbours too, so nothing runs beside it. */
const ALONE = ["tests/chaos/{fuzzed-frames,slow-disk,store-trouble}.test.ts"];

/** One group after the other: what computes takes both cores; what mostly waits for processes leaves room for a third. */
const GROUPS = {
  computing: { maxWorkers: 2, sequence: { groupOrder: 0 } },
  waiting: { maxWorkers: 3, sequence: { groupOrder: 1 } },
  alone: { maxWorkers: 1, sequence: { groupOrder: 2 } },
};

/** The timeout ends a test that hangs; it measures nothing. */
const project = (
  name: string,
  group: keyof typeof GROUPS,
  testTimeout: number,
  include: string[],
  exclude: string[] = [],
) => ({
  extends: true as const,
  test: {
    name,
    include,
    exclude: [...NO_TESTS, ...exclude],
    testTimeout,
    hookTimeout: testTimeout,
    ...GROUPS[group],
  },
});

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    pool: "forks",
    projects: [
      project("unit", "computing", 30_000, ["{shared,sync-server,job-worker,web}/src/**/*.test.ts"]),
      project("convergence", "computing", 30_000, ["tests/convergence/**/*.test.ts"]),
      project("architecture", "computing", 30_000, ["tests/architecture/**/*.test.ts"]),
      project("integration", "waiting", 30_000, ["tests/integration/**/*.test.ts"]),
      project("chaos", "waiting", 180_000, ["tests/chaos/**/*.test.ts"], ALONE),
      project("chaos-alone", "alone", 180_000, ALONE),
    ],
    coverage: {
      provider: "v8",
      include: ["{shared,sync-server,job-worker,web}/src/**/*.ts"],
      exclude: MEASURED_ELSEWHERE,
      reporter: ["text-summary", "json-summary"],
      thresholds: { lines: 85 },
    },
  },
});
