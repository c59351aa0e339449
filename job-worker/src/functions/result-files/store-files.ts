import type { ResultFiles } from "@backlot/shared/functions/result-files";
import type { ShotList } from "@backlot/shared/shot-list/read-shot-list";
import type { FunctionOutcome, FunctionRun } from "../function-implementation.ts";
import { nameFile } from "./name-file.ts";

/** A file that a function has made and not yet stored. */
export interface MadeFile {
  /** "shot list" */
  what: string;
  /** "csv" */
  ending: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** Stores the files and answers the job's result. */
export const storeFiles = async (
  run: FunctionRun,
  title: string,
  files: readonly MadeFile[],
  remarks: readonly string[],
): Promise<FunctionOutcome> => {
  const stored: ResultFiles["files"] = [];
  for (const { what, ending, mediaType, bytes } of files) {
    run.signal.throwIfAborted();
    const { hash } = await run.assets.put({ canvasId: run.canvasId, bytes, mediaType, kind: "file" });
    stored.push({
      name: nameFile(title, what, ending),
      asset: hash,
      mediaType,
      byteLength: bytes.byteLength,
    });
  }
  return { kind: "files", result: { files: stored, ...(remarks.length > 0 && { remarks: [...remarks] }) } };
};

/** More than a long feature film has; beyond it a worker's memory would be at stake. */
const MAX_SHOTS = 3000;

/** Why nothing can be made from this list, in words for a person. */
export const checkShotCount = ({ scenes }: ShotList): FunctionOutcome | undefined => {
  const count = scenes.reduce((sum, { shots }) => sum + shots.length, 0);
  if (count === 0)
    return {
      kind: "failed",
      error: "There are no shots yet. Add some, or choose other scenes.",
      retry: false,
    };
  if (count > MAX_SHOTS)
    return {
      kind: "failed",
      error: `${count} shots are too many for one file (at most ${MAX_SHOTS}). Choose fewer scenes.`,
      retry: false,
    };
  return undefined;
};

/** "23 November 2026", in UTC. */
export const dateInWords = (): string =>
  new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(Date.now());
