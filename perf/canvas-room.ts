/**
 * The canvas room: many people in one document, the sync-server beside what one would take instead, all in one run.
 *
 * node perf/canvas-room.ts [--servers ours,stock,…] [--peers 200,400,1000] [--rounds 3] [--seconds 10]
 *   [--parts room,quiet,writers,search] [--check] [--save] [--profile]
 *
 * --check exits 1 when a budget is missed; --save writes perf/results/canvas-room.md; --profile tells where our server's
 * time goes (the profiler itself costs some, so such a run is no measure).
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { findPostgres, startPostgres } from "../tests/support/start-postgres.ts";
import { judgeBudgets } from "./canvas-room/budgets.ts";
import { measureDiskFlush } from "./canvas-room/disk-flush.ts";
import { STORES, createFigures } from "./canvas-room/figures.ts";
import { findLargestRoom } from "./canvas-room/largest-room.ts";
import { measureQuiet, measureRoom, measureWriters } from "./canvas-room/measure.ts";
import { withSyncProfile, type Profile } from "./canvas-room/profile.ts";
import { saveResults } from "./canvas-room/results-file.ts";
import { SERVERS, isServerName, type ServerKind, type ServerName } from "./canvas-room/servers.ts";
import {
  budgetsTable,
  bytesTable,
  largestRoomTable,
  profileTables,
  quietTable,
  roomTable,
  writersTable,
} from "./canvas-room/tables.ts";

const PARTS = ["room", "quiet", "writers", "search"] as const;
const QUIET_SERVERS: readonly ServerName[] = ["ours", "stock", "flush20"];

const { values: options } = parseArgs({
  options: {
    servers: { type: "string", default: Object.keys(SERVERS).join(",") },
    peers: { type: "string", default: "200,400,1000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    parts: { type: "string", default: "room,quiet,writers" },
    check: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
    profile: { type: "boolean", default: false },
  },
});
const servers = options.servers
  .split(",")
  .map((name) => (isServerName(name) ? name : fail(`no server ${name}`)));
const peerCounts = options.peers.split(",").map(readCount);
const rounds = readCount(options.rounds);
const seconds = readCount(options.seconds);
const parts = options.parts.split(",");
for (const part of parts) if (!PARTS.some((known) => known === part)) fail(`no part ${part}`);
const has = (part: (typeof PARTS)[number]): boolean => parts.includes(part);

const figures = createFigures();
const tables: string[] = [];
const failures: string[] = [];
const loadBefore = loadavg()[0] ?? 0;
const show = (table: string): void => {
  tables.push(table);
  process.stdout.write(table);
};
const tell = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);

const postgres = has("writers") && findPostgres() ? await startPostgres() : undefined;
try {
  for (let round = 1; round <= rounds; round++) {
    for (const peers of has("room") ? peerCounts : []) {
      for (const name of servers) {
        const { maxPeers = Infinity }: ServerKind = SERVERS[name];
        if (peers > maxPeers) continue;
        await attempt(`round ${round}: ${name}, ${peers} peers`, async () => {
          if (!options.profile) figures.addRoom(name, peers, await measureRoom(name, { peers, seconds }));
          else show(profileTables(name, peers, await profileRoom(name, peers)));
        });
      }
    }
    for (const name of has("quiet") ? QUIET_SERVERS : []) {
      await attempt(`round ${round}: ${name}, quiet room`, async () =>
        figures.addQuiet(name, await measureQuiet(name)),
      );
    }
    for (const store of has("writers") ? STORES : []) {
      if (store === "PostgreSQL" && !postgres) continue;
      await attempt(`round ${round}: 200 writers on ${store}`, async () => {
        const databaseUrl = store === "PostgreSQL" ? await postgres?.createDatabase() : undefined;
        figures.addWriters(store, await measureWriters(seconds, databaseUrl));
      });
    }
  }
  if (has("room") && !options.profile) {
    show(roomTable(figures, servers, peerCounts));
    show(bytesTable(figures, servers, peerCounts));
  }
  if (has("quiet")) show(quietTable(figures, QUIET_SERVERS, await measureDiskFlush()));
  if (has("writers")) show(writersTable(figures));
  if (has("search")) show(largestRoomTable(await findLargestRoom(seconds, tell)));
} finally {
  await postgres?.stop();
}

const verdicts = judgeBudgets(figures);
if (verdicts.length > 0) show(budgetsTable(verdicts));
if (options.save) await saveResults(tables, { args: process.argv.slice(2), loadBefore });
if (failures.length > 0) tell(`failed: ${failures.join("; ")}`);
if (failures.length > 0 || (options.check && verdicts.some(({ isKept }) => !isKept))) process.exitCode = 1;

/** One round that breaks shall not cost the rest of a long run. */
async function attempt(title: string, measure: () => Promise<void>): Promise<void> {
  tell(title);
  try {
    await measure();
  } catch (error) {
    failures.push(title);
    tell(`${title} failed: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function profileRoom(name: ServerName, peers: number): Promise<Profile> {
  return withSyncProfile((profileFolder) => measureRoom(name, { peers, seconds, profileFolder }));
}

function readCount(text: string): number {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : fail(`${text} is no count`);
}

function fail(problem: string): never {
  process.stderr.write(`canvas-room: ${problem}\n`);
  process.exit(2);
}
