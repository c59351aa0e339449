import { createCanvas, deleteCanvas } from "./productions.ts";
import { callApi } from "#lib/rest/call-api.ts";
import { checkScreenplayFile } from "#lib/script/screenplay-file.ts";

export type ImportOutcome = { ok: true; canvasId: string } | { ok: false; message: string };

/** A screenplay becomes a new canvas of the project. If it cannot be read, no empty canvas is left behind. */
export const importScreenplay = async (projectId: string, file: File): Promise<ImportOutcome> => {
  const checked = await checkScreenplayFile(file);
  if (!checked.ok) return checked;

  const canvas = await createCanvas(projectId, titleOf(file.name));
  if (!canvas.ok) return { ok: false, message: `The canvas could not be made. ${canvas.refusal.message}` };

  const canvasId = canvas.value.id;
  const path = `canvases/${canvasId}/import?format=${checked.format}`;
  const imported = await callApi(path, { method: "POST", file: checked.body });
  if (imported.ok) return { ok: true, canvasId };

  await deleteCanvas(canvasId);
  return {
    ok: false,
    message: `“${file.name}” could not be imported. ${imported.refusal.message} Nothing was added to the project.`,
  };
};

const MAX_TITLE_LENGTH = 100;

const titleOf = (fileName: string): string =>
  fileName
    .replace(/\.[^.]+$/, "")
    .replace(/[-_]+/g, " ")
    .trim()
    .slice(0, MAX_TITLE_LENGTH) || "Untitled canvas";
