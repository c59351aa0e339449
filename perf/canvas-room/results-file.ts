import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { describeMachine } from "../report.ts";

const PATH = new URL("../results/canvas-room.md", import.meta.url);
/** From here on the file is written by hand, from profiles; a new run leaves it as it is. */
const BY_HAND = "\n## What limits the rest\n";

const METHOD = `Each server runs as one process with all its threads on core 0, the generator on core 1, over loopback. The room is one
document of 500 nodes and 600 edges. Every peer sends its cursor (a \`{user, cursor}\` state of about 94 bytes) at 10 Hz, every
tenth drags a node at 20 Hz, x and y as one Yjs update of its own \`Y.Doc\`. Latency runs from the sender's socket write to the
moment when the update is applied at 8 observers, or the state decoded at 2 of them; an edit counts as arrived when its author's clock has
passed it in the observer's document, so merged ones count too. Servers take turns within each round. CPU is user and system
time of the process over the steady part. The sync-server runs as in production: tokens verified, updates walked and judged,
each acknowledgement after its commit is on the disk; nobody else stores anything. The generator speaks Hocuspocus's protocol
as stock clients do; a round in which it used more than 0.95 of its core does not count.`;

/** Replaces the figures in perf/results/canvas-room.md. */
export const saveResults = async (
  tables: readonly string[],
  run: { args: readonly string[]; loadBefore: number },
): Promise<void> => {
  const old = existsSync(PATH) ? readFileSync(PATH, "utf8") : "";
  const byHand = old.includes(BY_HAND) ? old.slice(old.indexOf(BY_HAND)) : "";
  const head = [
    "# The canvas room\n",
    `${new Date().toISOString().slice(0, 10)}, \`node perf/canvas-room.ts ${run.args.join(" ")}\`. ${describeMachine()}`,
    `Load average before the run: ${run.loadBefore.toFixed(2)}.\n`,
    METHOD,
  ].join("\n");
  const text = `${head}\n${tables.join("").trimEnd()}\n${byHand}`;
  writeFileSync(PATH, await format(text, { ...(await resolveConfig(PATH)), parser: "markdown" }));
};
