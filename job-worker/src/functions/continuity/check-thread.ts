import { parentPort, workerData } from "node:worker_threads";
import * as Y from "yjs";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import { createYDoc } from "@backlot/shared/canvas/y-doc";
import { checkContinuity } from "@backlot/shared/continuity/check-continuity";
import { readFilm } from "@backlot/shared/continuity/read-film";
import type { ContinuityRuleName } from "@backlot/shared/continuity/rule-names";

export interface ContinuityInput {
  rules: ContinuityRuleName[];
  /** The whole canvas as one Yjs update. */
  document: Uint8Array;
}

const { rules, document } = workerData as ContinuityInput;
const doc = createYDoc();
Y.applyUpdate(doc, document);
parentPort?.postMessage(checkContinuity(readFilm(openCanvasDocument(doc)), rules));
