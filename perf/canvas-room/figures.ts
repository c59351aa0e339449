import type { QuietResult } from "./quiet-room.ts";
import type { RoomResult } from "./room-result.ts";
import type { ServerName } from "./servers.ts";

/** Above it the generator itself was late, and the round says little about the server. */
const BUSY_GENERATOR = 0.95;

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** The rounds of one run, answered as medians of the valid ones. */
export interface Rounds<Result> {
  readonly count: number;
  readonly validCount: number;
  /** `undefined` = this server has no such figure. When no round is valid, of all of them. */
  spreadOf(figure: keyof Result): Spread | undefined;
  everyRound(holds: (result: Result) => boolean): boolean;
}

export const STORES = ["SQLite", "PostgreSQL"] as const;
export type Store = (typeof STORES)[number];

export interface Figures {
  addRoom(server: ServerName, peers: number, result: RoomResult): void;
  addQuiet(server: ServerName, result: QuietResult): void;
  addWriters(store: Store, result: RoomResult): void;
  room(server: ServerName, peers: number): Rounds<RoomResult> | undefined;
  quiet(server: ServerName): Rounds<QuietResult> | undefined;
  writers(store: Store): Rounds<RoomResult> | undefined;
}

export const createFigures = (): Figures => {
  const rooms = new Map<string, RoomResult[]>();
  const quiets = new Map<string, QuietResult[]>();
  const writers = new Map<string, RoomResult[]>();
  const isValid = ({ generatorCpu }: RoomResult): boolean => generatorCpu <= BUSY_GENERATOR;
  return {
    addRoom: (server, peers, result) => add(rooms, `${server} ${peers}`, result),
    addQuiet: (server, result) => add(quiets, server, result),
    addWriters: (store, result) => add(writers, store, result),
    room: (server, peers) => roundsOf(rooms.get(`${server} ${peers}`), isValid),
    quiet: (server) => roundsOf(quiets.get(server), () => true),
    writers: (store) => roundsOf(writers.get(store), isValid),
  };
};

const add = <Result>(map: Map<string, Result[]>, key: string, result: Result): void => {
  map.set(key, [...(map.get(key) ?? []), result]);
};

const roundsOf = <Result>(
  all: readonly Result[] | undefined,
  isValid: (result: Result) => boolean,
): Rounds<Result> | undefined => {
  if (!all) return undefined;
  const valid = all.filter(isValid);
  const used = valid.length > 0 ? valid : all;
  return {
    count: all.length,
    validCount: valid.length,
    everyRound: (holds) => used.every(holds),
    spreadOf: (figure) => {
      const sorted = used
        .map((result) => result[figure])
        .filter((value) => typeof value === "number")
        .sort((a, b) => a - b);
      const [min, max] = [sorted[0], sorted.at(-1)];
      if (min === undefined || max === undefined) return undefined;
      const upper = sorted[Math.floor(sorted.length / 2)] ?? max;
      const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? min;
      return { median: (lower + upper) / 2, min, max };
    },
  };
};
