import { parentPort, workerData } from "node:worker_threads";
import type { FittedPicture } from "../pictures/fit-pictures.ts";
import type { PdfResult } from "./pdf-sheet.ts";
import { printShotList, type ShotListPrint } from "./print-shot-list.ts";
import { printStoryboard, type StoryboardPrint } from "./print-storyboard.ts";

export interface PrintTask {
  print: { kind: "shot-list"; list: ShotListPrint } | { kind: "storyboard"; board: StoryboardPrint };
  pictures: Map<string, FittedPicture>;
}

const print = ({ print, pictures }: PrintTask): Promise<PdfResult> =>
  print.kind === "shot-list" ? printShotList(print.list, pictures) : printStoryboard(print.board, pictures);

parentPort?.postMessage(await print(workerData as PrintTask));
