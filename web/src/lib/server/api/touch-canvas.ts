import type { Records } from "@backlot/shared/server/database/records";

/** Notes that the canvas was worked on now. */
export const touchCanvas = async (records: Records, canvasId: string): Promise<void> => {
  await records.updateTable("canvases").set({ updated_at: Date.now() }).where("id", "=", canvasId).execute();
};
