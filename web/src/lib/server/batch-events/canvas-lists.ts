import { OPEN_BATCH_STATES } from "@backlot/shared/functions/batch-states";
import { BATCH_PRIORITIES, type BatchBrief } from "@backlot/shared/functions/batch-view";
import { isUnavailable } from "@backlot/shared/server/database/failures";
import type { Records } from "@backlot/shared/server/database/records";
import type { Logger } from "@backlot/shared/server/logger";

/** Tells of what comes to a canvas's list of batches, moves in it and ends; not of the progress inside a batch. */
export interface CanvasLists {
  /** Hears the list soon, and on every change; gives the way to stop. */
  watch(canvasId: string, onList: (list: readonly BatchBrief[]) => void): () => void;
}

const LOOK_INTERVAL_MS = 1_000;
/** Batches so young are told although they have ended: a short one may begin and end between two looks. */
const YOUNG_MS = 60_000;
/** Each id is a parameter of the query, and SQLite takes 32,766. */
const MAX_CANVASES_A_QUERY = 1_000;

interface Watched {
  listeners: Set<(list: readonly BatchBrief[]) => void>;
  list?: readonly BatchBrief[];
  text?: string;
}

/** However many canvases are open in browsers, the database is asked once a second, and not at all when none is. */
export const createCanvasLists = ({ records, logger }: { records: Records; logger: Logger }): CanvasLists => {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;

  const tell = (canvas: Watched, list: readonly BatchBrief[]): void => {
    const text = JSON.stringify(list);
    if (text === canvas.text) return;
    canvas.text = text;
    canvas.list = list;
    for (const listener of [...canvas.listeners]) listener(list);
  };
  const look = async (): Promise<void> => {
    isLooking = true;
    try {
      const ids = [...watched.keys()];
      for (let at = 0; at < ids.length; at += MAX_CANVASES_A_QUERY) {
        const asked = ids.slice(at, at + MAX_CANVASES_A_QUERY);
        const lists = await readLists(records, asked);
        for (const id of asked) {
          const canvas = watched.get(id);
          if (canvas) tell(canvas, lists.get(id) ?? []);
        }
      }
    } catch (error) {
      logger[isUnavailable(error) ? "debug" : "error"]({ err: error }, "batch-lists-not-read");
    }
    isLooking = false;
    lookIn(LOOK_INTERVAL_MS);
  };
  const lookIn = (delayMs: number): void => {
    clearTimeout(timer);
    timer = watched.size > 0 ? setTimeout(() => void look(), delayMs) : undefined;
  };

  return {
    watch: (canvasId, onList) => {
      const canvas = watched.get(canvasId) ?? { listeners: new Set() };
      watched.set(canvasId, canvas);
      canvas.listeners.add(onList);
      if (canvas.list) onList(canvas.list);
      if (timer === undefined && !isLooking) lookIn(0);
      return () => {
        canvas.listeners.delete(onList);
        if (canvas.listeners.size > 0 || watched.get(canvasId) !== canvas) return;
        watched.delete(canvasId);
        if (watched.size === 0 && !isLooking) lookIn(0);
      };
    },
  };
};

const readLists = async (
  records: Records,
  canvasIds: readonly string[],
): Promise<Map<string, BatchBrief[]>> => {
  const rows = await records
    .selectFrom("batches")
    .select(["id", "canvas_id", "state", "priority", "rank"])
    .where("canvas_id", "in", canvasIds)
    .where((where) =>
      where.or([where("state", "in", OPEN_BATCH_STATES), where("created_at", ">=", Date.now() - YOUNG_MS)]),
    )
    .orderBy("id")
    .execute();
  const byCanvas = Map.groupBy(rows, (row) => row.canvas_id);
  return new Map([...byCanvas].map(([canvasId, group]) => [canvasId, group.map(briefOf)]));
};

const briefOf = (row: {
  id: string;
  state: BatchBrief["status"];
  priority: number;
  rank: number;
}): BatchBrief => ({
  id: row.id,
  status: row.state,
  priority: BATCH_PRIORITIES[row.priority + 1] ?? "normal",
  rank: row.rank,
});
