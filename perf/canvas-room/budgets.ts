import { STORES, type Figures } from "./figures.ts";
import type { RoomResult } from "./room-result.ts";
import type { ServerName } from "./servers.ts";

export interface Verdict {
  claim: string;
  actual: number;
  limit: number;
  isKept: boolean;
}

/** What the sync-server promises of the canvas room, of medians; what a run did not measure it does not judge. */
export const judgeBudgets = (figures: Figures): Verdict[] => {
  const room = (server: ServerName, peers: number, figure: keyof RoomResult): number | undefined =>
    figures.room(server, peers)?.spreadOf(figure)?.median;
  const ratio = (part: number | undefined, whole: number | undefined): number | undefined =>
    part === undefined || whole === undefined ? undefined : part / whole;
  const cpuBeside = (server: ServerName, peers: number): number | undefined =>
    ratio(room("ours", peers, "serverCpu"), room(server, peers, "serverCpu"));
  const lost = (peers: number): number | undefined => {
    const rounds = figures.room("ours", peers);
    if (!rounds) return undefined;
    return rounds.everyRound((result) => result.delivered === 1 && result.hasConverged) ? 0 : 1;
  };

  const budgets: [claim: string, actual: number | undefined, limit: number][] = [
    ["N = 200: CPU beside Hocuspocus's defaults", cpuBeside("stock", 200), 1 / 6],
    ["N = 200: CPU beside `flushDelay` 20", cpuBeside("flush20", 200), 2 / 5],
    ["N = 200: edit p99, ms", room("ours", 200, "editP99Ms"), 22],
    ["N = 400: CPU beside Hocuspocus's defaults", cpuBeside("stock", 400), 1 / 4],
    [
      "N = 400: bytes a peer with our clients, beside Hocuspocus's defaults",
      ratio(room("ours-delta", 400, "deltaBytes"), room("stock", 400, "stockBytes")),
      1 / 2,
    ],
    ["N = 1000: CPU of a core", room("ours", 1000, "serverCpu"), 0.5],
    ["N = 1000: edit p99, ms", room("ours", 1000, "editP99Ms"), 45],
    ["N = 200: rounds with an edit missing anywhere or replicas that differ", lost(200), 0],
    ["N = 400: the same", lost(400), 0],
    ["N = 1000: the same", lost(1000), 0],
    ["Quiet room: delivery p50, ms", figures.quiet("ours")?.spreadOf("editP50Ms")?.median, 1],
    ...STORES.map((store): [string, number | undefined, number] => [
      `200 writers on ${store}: durable acknowledgement p95, ms`,
      figures.writers(store)?.spreadOf("ackP95Ms")?.median,
      50,
    ]),
  ];
  return budgets.flatMap(([claim, actual, limit]) =>
    actual === undefined ? [] : [{ claim, actual, limit, isKept: actual <= limit }],
  );
};
