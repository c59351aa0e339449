/** One room over two nodes, for perf/two-nodes.ts: the plan comes in and the result goes out as JSON. */
import { runSplitRoom, type SplitRoomPlan } from "./split-room.ts";

const plan = JSON.parse(process.argv[2] ?? "") as SplitRoomPlan;
// A percentile of nothing is NaN, which JSON turns into null.
process.stdout.write(JSON.stringify(await runSplitRoom(plan)), () => process.exit(0));
