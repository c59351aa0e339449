import { MAX_SCREENPLAY_BYTES } from "@backlot/shared/screenplay/decode-screenplay";
import { createCanvas, deleteCanvas } from "./productions.ts";
import { callApi } from "#lib/rest/call-api.ts";

export const SCREENPLAY_FILES = ".fountain,.spmd,.txt,text/plain";
export type ImportOutcome = { ok: true; canvasId: string } | { ok: false; message: string };

/** A screenplay becomes a new canvas of the project. If it cannot be read, no empty canvas is left behind. */
export const importScreenplay = async (projectId: string, file: File): Promise<ImportOutcome> => {
  const wrong = whatIsWrongWith(file);
  if (wrong) return { ok: false, message: wrong };

  const canvas = await createCanvas(projectId, titleOf(file.name));
  if (!canvas.ok) return { ok: false, message: `The canvas could not be made. ${canvas.refusal.message}` };

  const canvasId = canvas.value.id;
  const imported = await callApi(`canvases/${canvasId}/import?format=fountain`, { method: "POST", file });
  if (imported.ok) return { ok: true, canvasId };

  await deleteCanvas(canvasId);
  return {
    ok: false,
    message: `“${file.name}” could not be imported. ${imported.refusal.message} Nothing was added to the project.`,
  };
};

/** Asked here first, so that a file that cannot be read is not sent in vain. */
const whatIsWrongWith = (file: File): string | undefined => {
  if (file.size === 0) return `“${file.name}” is empty. Choose a screenplay with at least one scene.`;
  if (file.size > MAX_SCREENPLAY_BYTES)
    return `“${file.name}” is larger than 2 MB. Export the screenplay as plain Fountain text.`;
  if (/\.(pdf|docx?|fdx|celtx|rtf)$/i.test(file.name))
    return `“${file.name}” is not a Fountain file. Export the screenplay as Fountain (.fountain or .txt).`;
  return undefined;
};

const MAX_TITLE_LENGTH = 100;

const titleOf = (fileName: string): string =>
  fileName
    .replace(/\.[^.]+$/, "")
    .replace(/[-_]+/g, " ")
    .trim()
    .slice(0, MAX_TITLE_LENGTH) || "Untitled canvas";
