import { join } from "node:path";

/** Where web keeps its records; apart from `records.ts`, so that who only looks does not load the query builder. */
export const recordsPath = (dataDir: string): string => join(dataDir, "records.db");
