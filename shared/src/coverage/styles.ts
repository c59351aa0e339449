import type { COVERAGE_STYLES } from "../functions/coverage.ts";
import type { CoverageStyle } from "./plan-coverage.ts";

export const COVERAGE_PACE: Record<(typeof COVERAGE_STYLES.codes)[number], CoverageStyle> = {
  lean: { secondsPerShot: 16, least: 2, most: 8 },
  classical: { secondsPerShot: 9, least: 3, most: 16 },
  thorough: { secondsPerShot: 6, least: 4, most: 24 },
};
