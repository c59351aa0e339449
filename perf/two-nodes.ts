/**
 * One canvas room whose people are split over two nodes: two sync-servers with PostgreSQL and Redis beside two stock
 * Hocuspocus nodes with `@hocuspocus/extension-redis`, all in one run.
 *
 * node perf/two-nodes.ts [--kinds ours,stock,flush20] [--peers 100,200] [--rounds 3] [--seconds 10] [--check] [--save]
 *
 * --check exits 1 when the budget is missed; --save writes perf/results/two-nodes.md.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs, promisify } from "node:util";
import { format, resolveConfig } from "prettier";
import { startPostgres } from "../tests/support/start-postgres.ts";
import { describeMachine, formatTable, percentile } from "./report.ts";
import { SECRET } from "./measured-server.ts";
import { isNodeKind, NODE_KINDS, startNodePair, type NodeKindName } from "./two-nodes/node-pairs.ts";
import type { SplitRoomPlan, SplitRoomResult } from "./two-nodes/split-room.ts";

const RESULTS = new URL("results/two-nodes.md", import.meta.url);
/** An edit at one node stands at the other: p95 at 200 people. */
const BUDGET = { peers: 200, editP95Ms: 50 };
const QUIET_PEERS = 10;

const METHOD = `Two node processes, their Redis, PostgreSQL (ours only) and the generator share all cores of the machine, over loopback.
The room is that of perf/canvas-room.ts: one document of 500 nodes and 600 edges, everyone sends a cursor at 10 Hz, every
tenth drags a node at 20 Hz; every second one is connected to the other node. Latencies are only of what crosses: from the
sender's socket write at one node to the moment when the update is applied, or the state decoded, by one of 4 observers at the
other. In the quiet room one person edits 10 times a second at one node and nobody shows presence. Messages are the PUBLISH
calls that Redis has counted, heartbeats included; its bytes are in and out. Our nodes verify tokens, check updates and pass an
edit on after its commit in PostgreSQL; the stock nodes store nothing.`;

const { values: options } = parseArgs({
  options: {
    kinds: { type: "string", default: Object.keys(NODE_KINDS).join(",") },
    peers: { type: "string", default: "100,200" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    check: { type: "boolean", default: false },
    save: { type: "boolean", default: false },
  },
});
const kinds = options.kinds.split(",").map((name) => (isNodeKind(name) ? name : fail(`no kind ${name}`)));
const peerCounts = options.peers.split(",").map(readCount);
const rounds = readCount(options.rounds);
const seconds = readCount(options.seconds);

type Case = { kind: NodeKindName; peers: number; isQuiet: boolean };
const cases: Case[] = [
  ...peerCounts.flatMap((peers) => kinds.map((kind) => ({ kind, peers, isQuiet: false }))),
  ...kinds.map((kind) => ({ kind, peers: QUIET_PEERS, isQuiet: true })),
];
const results = new Map<Case, SplitRoomResult[]>();
const loadBefore = loadavg()[0] ?? 0;
const tell = (line: string): void => void process.stderr.write(`${new Date().toISOString()} ${line}\n`);

const postgres = await startPostgres();
try {
  for (let round = 1; round <= rounds; round++) {
    for (const one of cases) {
      tell(`round ${round}: ${one.kind}, ${one.isQuiet ? "quiet room" : `${one.peers} peers`}`);
      try {
        results.set(one, [...(results.get(one) ?? []), await measure(one)]);
      } catch (error) {
        tell(`failed: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      }
    }
  }
} finally {
  await postgres.stop();
}

const tables = [
  formatTable(
    "A busy room over two nodes (median [min–max] of the rounds; times in ms, CPU of a core)",
    rowsOf(
      cases.filter(({ isQuiet }) => !isQuiet),
      (result) => ({
        "edit p50": cell(result, "editP50Ms", 1),
        "edit p95": cell(result, "editP95Ms", 1),
        "edit p99": cell(result, "editP99Ms", 1),
        "presence p50": cell(result, "presenceP50Ms", 1),
        "presence p99": cell(result, "presenceP99Ms", 1),
        "both nodes' CPU": cell(result, "nodesCpu", 2),
        "Redis CPU": cell(result, "redisCpu", 2),
        "generator CPU": cell(result, "generatorCpu", 2),
        delivered: percent(result),
        converged: result.every(({ hasConverged }) => hasConverged) ? "yes" : "no",
        lost: cell(result, "lost", 0),
      }),
    ),
  ),
  formatTable(
    "What it asks of Redis",
    rowsOf(cases, (result) => ({
      "edits/s": cell(result, "editsPerSecond", 0),
      "messages/edit": cell(result, "publishesPerEdit", 2),
      "messages/s": cell(result, "publishesPerSecond", 0),
      "KiB/s": cell(result, "redisKibibytesPerSecond", 0),
      "edit p50": cell(result, "editP50Ms", 2),
      "edit p99": cell(result, "editP99Ms", 2),
    })),
  ),
];
process.stdout.write(tables.join(""));

const ours = cases.find(({ kind, peers, isQuiet }) => kind === "ours" && peers === BUDGET.peers && !isQuiet);
const oursP95Ms = ours && median((results.get(ours) ?? []).map(({ editP95Ms }) => editP95Ms));
if (oursP95Ms !== undefined) {
  const isKept = oursP95Ms < BUDGET.editP95Ms;
  const verdict = `Budget: at ${BUDGET.peers} peers an edit is at the other node with p95 < ${BUDGET.editP95Ms} ms: ${isKept ? "kept" : "MISSED"} (${oursP95Ms.toFixed(1)} ms).\n`;
  tables.push(verdict);
  process.stdout.write(verdict);
  if (options.check && !isKept) process.exitCode = 1;
}
process.stdout.write(`\n${describeMachine()} Load average before the run: ${loadBefore.toFixed(2)}.\n`);
if (options.save) {
  mkdirSync(new URL(".", RESULTS), { recursive: true });
  const head = [
    "# One room over two nodes\n",
    `${new Date().toISOString().slice(0, 10)}, \`node perf/two-nodes.ts ${process.argv.slice(2).join(" ")}\`. ${describeMachine()}`,
    `Load average before the run: ${loadBefore.toFixed(2)}.\n`,
    METHOD,
  ].join("\n");
  const text = `${head}\n${tables.join("").trimEnd()}\n`;
  writeFileSync(RESULTS, await format(text, { ...(await resolveConfig(RESULTS)), parser: "markdown" }));
}

/** In a process of its own, so that rounds leave each other no garbage. */
async function measure({ kind, peers, isQuiet }: Case): Promise<SplitRoomResult> {
  const { stop, ...pair } = await startNodePair(kind, postgres);
  try {
    const plan: SplitRoomPlan = { ...pair, secret: SECRET, peers, seconds, isQuiet };
    const script = new URL("two-nodes/measure-round.ts", import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(plan)]);
    return JSON.parse(stdout) as SplitRoomResult;
  } finally {
    await stop();
  }
}

function rowsOf(
  some: readonly Case[],
  cellsOf: (result: readonly SplitRoomResult[]) => Record<string, string>,
): Record<string, string | number>[] {
  return some.flatMap((one) => {
    const result = results.get(one);
    if (!result) return [];
    return [{ N: one.isQuiet ? "quiet" : one.peers, nodes: NODE_KINDS[one.kind].title, ...cellsOf(result) }];
  });
}

function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** In a result a figure that could not be taken is null. */
function cell(result: readonly SplitRoomResult[], figure: keyof SplitRoomResult, digits: number): string {
  const values = result.map((one) => one[figure] as number | null).filter((value) => value !== null);
  if (values.length === 0) return "–";
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map((value) =>
    value.toFixed(digits),
  );
  return least === most ? `${middle}` : `${middle} [${least}–${most}]`;
}

/** Rounded down: 100 % is all of them. */
function percent(result: readonly SplitRoomResult[]): string {
  return `${Math.floor(Math.min(...result.map(({ delivered }) => delivered)) * 1000) / 10} %`;
}

function readCount(text: string): number {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : fail(`${text} is no count`);
}

function fail(problem: string): never {
  process.stderr.write(`two-nodes: ${problem}\n`);
  process.exit(2);
}
