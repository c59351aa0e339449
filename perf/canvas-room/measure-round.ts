/** One room against one server, for measure.ts: the plan comes in and the result goes out as JSON. */
import { runQuietRoom, type QuietPlan } from "./quiet-room.ts";
import { runRoom, type RoomPlan } from "./room.ts";

const round = JSON.parse(process.argv[2] ?? "") as
  { kind: "room"; plan: RoomPlan } | { kind: "quiet"; plan: QuietPlan };
const result = round.kind === "room" ? await runRoom(round.plan) : await runQuietRoom(round.plan);
// A percentile of nothing is NaN, which JSON turns into null.
process.stdout.write(JSON.stringify(result), () => process.exit(0));
