import { parseAspectRatio } from "@backlot/shared/canvas/aspect-ratio";
import { storyboardPdfOptionsSchema } from "@backlot/shared/functions/storyboard-pdf";
import { readShotList, type ShotList } from "@backlot/shared/shot-list/read-shot-list";
import { pagesInWords } from "@backlot/shared/shot-list/scene-words";
import { cameraInWords, durationInWords } from "@backlot/shared/shot-list/shot-list-columns";
import type { StoryboardPrint } from "../pdf/print-storyboard.ts";
import { printInThread } from "../pdf/print-in-thread.ts";
import { fitPictures } from "../pictures/fit-pictures.ts";
import type { FunctionImplementation } from "./function-implementation.ts";
import { checkShotCount, dateInWords, storeFiles } from "./result-files/store-files.ts";
import { remarkOnCharacters, remarkOnEmptyScenes, remarkOnPictures } from "./result-files/remarks.ts";

/** About 200 pixels to the inch, by the number of frames beside each other. */
const FRAME_WIDTH_PX = { 2: 1080, 3: 720, 4: 560 } as const;
const MAX_PICTURE_BYTES = 128 * 1024 * 1024;

export const printStoryboardPdf: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading the script order");
  const options = storyboardPdfOptionsSchema.parse(run.options);
  const list = readShotList(run.canvas, options.scenes);
  const refusal = checkShotCount(list);
  if (refusal) return refusal;
  const fitted = await fitPictures({
    ...{ assets: run.assets, canvasId: run.canvasId, signal: run.signal },
    hashes: list.scenes.flatMap(({ shots }) => shots.flatMap(({ picture }) => picture?.asset ?? [])),
    widthPx: FRAME_WIDTH_PX[options.columns],
    maxBytes: MAX_PICTURE_BYTES,
    onProgress: (progress) => run.report(0.1 + 0.6 * progress, "Scaling the frames"),
  });
  run.report(0.7, "Setting the pages");
  const { paper, orientation, columns } = options;
  const { guideRatio } = options;
  const guide = parseAspectRatio(guideRatio.includes(":") ? guideRatio : `${guideRatio}:1`);
  const board: StoryboardPrint = {
    ...{ paper, orientation, columns, ...(guide && { guide }) },
    ...describeBoard(list),
  };
  const task = { print: { kind: "storyboard" as const, board }, pictures: fitted.pictures };
  const pdf = await printInThread(task, run.signal);
  run.report(0.9, "Storing the file");
  const file = { what: "storyboard", ending: "pdf", mediaType: "application/pdf", bytes: pdf.bytes };
  return storeFiles(
    run,
    list.title,
    [file],
    [...remarkOnEmptyScenes(list), ...remarkOnPictures(list, fitted), ...remarkOnCharacters(pdf.missing)],
  );
};

const describeBoard = (
  list: ShotList,
): Pick<StoryboardPrint, "title" | "subtitle" | "printedOn" | "ratio" | "scenes"> => ({
  title: list.title,
  subtitle: "Storyboard",
  printedOn: dateInWords(),
  ratio: list.ratio,
  scenes: list.scenes
    .filter(({ shots }) => shots.length > 0)
    .map(({ number, tone, slugline, pageEighths, synopsis, shots }) => ({
      ...{ number, tone, slugline, synopsis },
      pages: pageEighths === undefined ? "" : pagesInWords(pageEighths),
      panels: shots.map((shot) => ({
        number: shot.number,
        camera: cameraInWords(shot),
        duration: shot.data.durationSeconds === undefined ? "" : durationInWords(shot.data.durationSeconds),
        description: shot.data.description ?? "",
        size: shot.data.size ?? "",
        ...(shot.picture && { picture: shot.picture.asset }),
      })),
    })),
});
