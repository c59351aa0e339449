import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/** What runs in a browser only is covered by the journeys of tests/e2e, which this measure does not see. */
const MEASURED_ELSEWHERE = ["**/*.test.ts", "**/main.ts", "**/*.d.ts", "web/src/routes/**"];

const project = (name: string, include: string[], testTimeout: number) => ({
  extends: true as const,
  test: { name, include, testTimeout, hookTimeout: testTimeout },
});

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    pool: "forks",
    maxWorkers: 2,
    exclude: ["**/node_modules/**", "**/build/**"],
    projects: [
      project("unit", ["{shared,sync-server,job-worker,web}/src/**/*.test.ts"], 10_000),
      project("convergence", ["tests/convergence/**/*.test.ts"], 30_000),
      project("integration", ["tests/integration/**/*.test.ts"], 30_000),
      project("architecture", ["tests/architecture/**/*.test.ts"], 30_000),
      project("chaos", ["tests/chaos/**/*.test.ts"], 180_000),
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
