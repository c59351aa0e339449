import { formatTable } from "../report.ts";
import type { Verdict } from "./budgets.ts";
import { STORES, type Figures, type Spread } from "./figures.ts";
import type { RoomStep } from "./largest-room.ts";
import type { Profile } from "./profile.ts";
import { SERVERS, type ServerName } from "./servers.ts";

type Row = Record<string, string | number>;

export const roomTable = (
  figures: Figures,
  servers: readonly ServerName[],
  peerCounts: readonly number[],
): string =>
  formatTable(
    "A busy room (median [min–max] of the valid rounds; times in ms)",
    rowsOf(figures, servers, peerCounts, (rounds) => ({
      "edit p50": text(rounds.spreadOf("editP50Ms"), 1),
      "edit p99": text(rounds.spreadOf("editP99Ms"), 1),
      "presence p50": text(rounds.spreadOf("presenceP50Ms"), 1),
      "presence p99": text(rounds.spreadOf("presenceP99Ms"), 1),
      "server CPU": text(rounds.spreadOf("serverCpu"), 2),
      "RSS MiB": text(rounds.spreadOf("serverMiB"), 0),
      "join p95": text(rounds.spreadOf("joinP95Ms"), 0),
      "ack p50": text(rounds.spreadOf("ackP50Ms"), 1),
      "ack p95": text(rounds.spreadOf("ackP95Ms"), 1),
      delivered: percent(rounds.spreadOf("delivered")?.min),
      converged: rounds.everyRound(({ hasConverged }) => hasConverged) ? "yes" : "no",
      lost: text(rounds.spreadOf("lost"), 0),
      "generator CPU": text(rounds.spreadOf("generatorCpu"), 2),
      valid: `${rounds.validCount}/${rounds.count}`,
    })),
  );

export const bytesTable = (
  figures: Figures,
  servers: readonly ServerName[],
  peerCounts: readonly number[],
): string =>
  formatTable(
    "Bytes that a peer receives (KiB/s), by what the peer understands",
    rowsOf(figures, servers, peerCounts, (rounds) => ({
      "whole states": text(kibibytes(rounds.spreadOf("stockBytes")), 0),
      "what changed": text(kibibytes(rounds.spreadOf("deltaBytes")), 0),
      "frames/s": text(rounds.spreadOf("framesPerPeer"), 0),
      "bytes an edit, sent": text(rounds.spreadOf("bytesPerEdit"), 0),
    })),
  );

export const quietTable = (
  figures: Figures,
  servers: readonly ServerName[],
  flush: { p50Ms: number; p99Ms: number },
): string =>
  `${formatTable(
    "A quiet room: three people, one edit at a time (ms)",
    servers.flatMap((name) => {
      const rounds = figures.quiet(name);
      if (!rounds) return [];
      return [
        {
          server: SERVERS[name].title,
          "delivery p50": text(rounds.spreadOf("editP50Ms"), 2),
          "delivery p99": text(rounds.spreadOf("editP99Ms"), 2),
          "acknowledgement p50": text(rounds.spreadOf("ackP50Ms"), 2),
          "acknowledgement p99": text(rounds.spreadOf("ackP99Ms"), 2),
          "acknowledged when": name === "ours" ? "durable" : "in memory",
        },
      ];
    }),
  )}
Of it the disk alone, a page appended and flushed: p50 ${number(flush.p50Ms, 2)}, p99 ${number(flush.p99Ms, 2)} ms.
`;

export const writersTable = (figures: Figures): string =>
  formatTable(
    "200 writers in one document, 1,000 edits a second (ms)",
    STORES.flatMap((store) => {
      const rounds = figures.writers(store);
      if (!rounds) return [];
      return [
        {
          store,
          "durable acknowledgement p50": text(rounds.spreadOf("ackP50Ms"), 1),
          "durable acknowledgement p95": text(rounds.spreadOf("ackP95Ms"), 1),
          "edit p99": text(rounds.spreadOf("editP99Ms"), 1),
          "presence p99": text(rounds.spreadOf("presenceP99Ms"), 1),
          "server CPU": text(rounds.spreadOf("serverCpu"), 2),
          delivered: percent(rounds.spreadOf("delivered")?.min),
          acknowledged: rounds.everyRound(({ acknowledged, edits }) => acknowledged === edits)
            ? "all"
            : "not all",
          valid: `${rounds.validCount}/${rounds.count}`,
        },
      ];
    }),
  );

export const largestRoomTable = (steps: readonly RoomStep[]): string =>
  formatTable(
    "How large a room may grow until the edit p99 reaches 50 ms (one round each)",
    steps.map(({ peers, result, verdict }) => ({
      N: peers,
      "edit p99": number(result.editP99Ms, 1),
      "server CPU": number(result.serverCpu, 2),
      "generator CPU": number(result.generatorCpu, 2),
      delivered: percent(result.delivered),
      verdict,
    })),
  );

export const profileTables = (name: ServerName, peers: number, profile: Profile): string =>
  (["parts", "functions"] as const)
    .map((by) =>
      formatTable(
        `Where the busy time goes, by ${by}: ${SERVERS[name].title}, N = ${peers}`,
        profile[by].map(({ what, share }) => ({ what, share: percent(share) })),
      ),
    )
    .join("");

export const budgetsTable = (verdicts: readonly Verdict[]): string =>
  formatTable(
    "Budgets",
    verdicts.map(({ claim, actual, limit, isKept }) => ({
      budget: claim,
      "at most": number(limit, 3),
      measured: number(actual, 3),
      kept: isKept ? "yes" : "NO",
    })),
  );

const rowsOf = (
  figures: Figures,
  servers: readonly ServerName[],
  peerCounts: readonly number[],
  cellsOf: (rounds: NonNullable<ReturnType<Figures["room"]>>) => Row,
): Row[] =>
  peerCounts.flatMap((peers) =>
    servers.flatMap((name) => {
      const rounds = figures.room(name, peers);
      return rounds ? [{ N: peers, server: SERVERS[name].title, ...cellsOf(rounds) }] : [];
    }),
  );

const kibibytes = (spread: Spread | undefined): Spread | undefined =>
  spread && { median: spread.median / 1024, min: spread.min / 1024, max: spread.max / 1024 };

const text = (spread: Spread | undefined, digits: number): string => {
  if (!spread) return "–";
  const [median, min, max] = [spread.median, spread.min, spread.max].map((value) => value.toFixed(digits));
  return min === max ? (median ?? "–") : `${median} [${min}–${max}]`;
};

/** In a result a figure that could not be taken is null. */
const number = (value: number | null, digits: number): string =>
  value === null ? "–" : String(Number(value.toFixed(digits)));

/** Rounded down: 100 % is all of them. */
const percent = (share: number | null | undefined): string =>
  share === null || share === undefined ? "–" : `${Math.floor(share * 1000) / 10} %`;
