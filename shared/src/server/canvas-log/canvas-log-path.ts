import { join } from "node:path";

/** Only the sync-server writes this file. */
export const canvasLogPath = (dataDir: string): string => join(dataDir, "canvases.db");
