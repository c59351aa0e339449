import { defineConfig, devices } from "@playwright/test";
import { CHROMIUM_FLAGS, CHROMIUM_PATH } from "./tests/support/chromium.ts";

/** Journeys and pictures in a real Chromium against the real product, which the global setup starts. */
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  globalSetup: "./tests/support/playwright-setup.ts",
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000, toHaveScreenshot: { maxDiffPixelRatio: 0.01 } },
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  snapshotPathTemplate: "{testDir}/visual/pictures/{testFileName}/{arg}{ext}",
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: CHROMIUM_PATH,
      args: CHROMIUM_FLAGS,
    },
  },
  projects: [
    { name: "e2e", testMatch: "e2e/**/*.spec.ts" },
    { name: "visual", testMatch: "visual/**/*.spec.ts" },
  ],
});
