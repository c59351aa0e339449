import { shotListColumnsOf, shotListOptionsSchema } from "@backlot/shared/functions/shot-list";
import { readShotList, type ShotList, type ShotListScene } from "@backlot/shared/shot-list/read-shot-list";
import { pagesInWords, timeInWords } from "@backlot/shared/shot-list/scene-words";
import { columnOf, type ShotListColumnKey } from "@backlot/shared/shot-list/shot-list-columns";
import type { ShotListPrint } from "../pdf/print-shot-list.ts";
import { printInThread } from "../pdf/print-in-thread.ts";
import { fitPictures, type FittedPictures } from "../pictures/fit-pictures.ts";
import type { FunctionImplementation, FunctionRun } from "./function-implementation.ts";
import { checkShotCount, dateInWords, storeFiles, type MadeFile } from "./result-files/store-files.ts";
import { remarkOnCharacters, remarkOnEmptyScenes, remarkOnPictures } from "./result-files/remarks.ts";
import { writeCsv } from "./shot-list/write-csv.ts";

/** Four pixels to a point: sharp in print. */
const FRAME_WIDTH_PX = 260;
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;

export const writeShotList: FunctionImplementation = async (run) => {
  run.report(0.05, "Reading the script order");
  const options = shotListOptionsSchema.parse(run.options);
  const { format, paper, orientation } = options;
  const list = readShotList(run.canvas, options.scenes);
  const refusal = checkShotCount(list);
  if (refusal) return refusal;
  const columns = shotListColumnsOf(options);
  const files: MadeFile[] = [];
  const remarks = remarkOnEmptyScenes(list);
  if (format !== "pdf") {
    const csv = new TextEncoder().encode(writeCsv(list, columns));
    files.push({ what: "shot list", ending: "csv", mediaType: "text/csv", bytes: csv });
  }
  if (format !== "csv") {
    const fitted = options.pictures ? await fitFrames(run, list) : undefined;
    run.report(0.7, "Setting the pages");
    const { frames, ...print } = { ...describePrint(list, columns, fitted), paper, orientation };
    const task = { print: { kind: "shot-list" as const, list: print }, pictures: frames };
    const pdf = await printInThread(task, run.signal);
    files.push({ what: "shot list", ending: "pdf", mediaType: "application/pdf", bytes: pdf.bytes });
    remarks.push(...remarkOnPictures(list, fitted), ...remarkOnCharacters(pdf.missing));
  }
  run.report(0.9, "Storing the files");
  return storeFiles(run, list.title, files, remarks);
};

const fitFrames = (run: FunctionRun, list: ShotList): Promise<FittedPictures> =>
  fitPictures({
    ...{ assets: run.assets, canvasId: run.canvasId, signal: run.signal },
    hashes: list.scenes.flatMap(({ shots }) => shots.flatMap(({ picture }) => picture?.thumbnail ?? [])),
    widthPx: FRAME_WIDTH_PX,
    maxBytes: MAX_PICTURE_BYTES,
    onProgress: (progress) => run.report(0.1 + 0.6 * progress, "Scaling the frames"),
  });

const describePrint = (
  list: ShotList,
  columns: readonly ShotListColumnKey[],
  fitted: FittedPictures | undefined,
): Omit<ShotListPrint, "paper" | "orientation"> & { frames: FittedPictures["pictures"] } => ({
  title: list.title,
  subtitle: "Shot list",
  printedOn: dateInWords(),
  ratio: list.ratio,
  columns: columns.map((key) => {
    const { label, widthPt, grows, align } = columnOf(key);
    return { label, widthPt, ...(grows && { grows }), ...(align && { align }) };
  }),
  showsPictures: fitted !== undefined,
  scenes: list.scenes
    .filter(({ shots, omitted }) => omitted === true || shots.length > 0)
    .map((scene) => ({
      number: scene.number,
      tone: scene.tone,
      slugline: scene.omitted ? "OMITTED" : scene.slugline,
      facts: scene.omitted ? "" : factsOf(scene),
      rows: scene.shots.map((shot) => ({
        cells: columns.map((key) => {
          const column = columnOf(key);
          return (column.words ?? column.value)(shot, scene);
        }),
        size: shot.data.size ?? "",
        ...(shot.picture && { picture: shot.picture.thumbnail }),
      })),
    })),
  frames: fitted?.pictures ?? new Map<string, never>(),
});

/** "1 1/8 pp   4 shots · 0:16" */
const factsOf = ({ pageEighths, shots }: ShotListScene): string => {
  const seconds = shots.reduce((sum, { data }) => sum + (data.durationSeconds ?? 0), 0);
  const count = `${shots.length} shot${shots.length === 1 ? "" : "s"}`;
  const length = seconds > 0 ? `${count} · ${timeInWords(seconds)}` : count;
  return pageEighths === undefined ? length : `${pagesInWords(pageEighths)}   ${length}`;
};
