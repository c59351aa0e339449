import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { SECRET } from "../measured-server.ts";
import type { QuietPlan, QuietResult } from "./quiet-room.ts";
import type { RoomPlan } from "./room.ts";
import type { RoomResult } from "./room-result.ts";
import { GENERATOR_CORE, SERVERS, startServer, type RunningServer, type ServerName } from "./servers.ts";

const EDITOR_SHARE = 0.1;
const EDITS_PER_SECOND = 20;
const PRESENCE_PER_SECOND = 10;
const WRITERS = 200;
const EDITS_PER_WRITER_AND_SECOND = 5;
const QUIET_EDITS = 120;
/** Until the hot code of every server is compiled; two seconds told more of V8's compiler than of the servers. */
const SETTLE_SECONDS = 6;

type ServerOptions = NonNullable<Parameters<typeof startServer>[1]>;

/** The busy room: everyone shows a cursor, every tenth drags a node. */
export const measureRoom = (
  name: ServerName,
  { peers, seconds, ...options }: { peers: number; seconds: number } & ServerOptions,
): Promise<RoomResult> =>
  withServer(name, options, (server) =>
    measureRound({
      kind: "room",
      plan: {
        ...planFor(name, server),
        peers,
        seconds,
        editorShare: EDITOR_SHARE,
        editsPerSecond: EDITS_PER_SECOND,
      },
    }),
  );

/** Everyone writes: 200 people, 1,000 edits a second, each acknowledged when it is durable. */
export const measureWriters = (seconds: number, databaseUrl?: string): Promise<RoomResult> =>
  withServer("ours", { databaseUrl }, (server) =>
    measureRound({
      kind: "room",
      plan: {
        ...planFor("ours", server),
        // The observers do not write.
        peers: WRITERS + 8,
        seconds,
        editorShare: WRITERS / (WRITERS + 8),
        editsPerSecond: EDITS_PER_WRITER_AND_SECOND,
      },
    }),
  );

export const measureQuiet = (name: ServerName): Promise<QuietResult> =>
  withServer(name, {}, ({ port }) =>
    measureRound({
      kind: "quiet",
      plan: { port, dialect: SERVERS[name].dialect, secret: SECRET, edits: QUIET_EDITS },
    }),
  );

const planFor = (name: ServerName, { port, pid }: RunningServer) => ({
  port,
  serverPid: pid,
  dialect: SERVERS[name].dialect,
  secret: SECRET,
  settleSeconds: SETTLE_SECONDS,
  deltaShare: SERVERS[name].deltaShare,
  presencePerSecond: PRESENCE_PER_SECOND,
});

const withServer = async <T>(
  name: ServerName,
  options: ServerOptions,
  work: (server: RunningServer) => Promise<T>,
): Promise<T> => {
  const server = await startServer(name, options);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
};

/** In a process of its own on the generator's core, so that rounds leave each other no garbage. */
function measureRound(round: { kind: "room"; plan: RoomPlan }): Promise<RoomResult>;
function measureRound(round: { kind: "quiet"; plan: QuietPlan }): Promise<QuietResult>;
async function measureRound(round: object): Promise<unknown> {
  const { stdout } = await promisify(execFile)("taskset", [
    "-c",
    GENERATOR_CORE,
    process.execPath,
    new URL("measure-round.ts", import.meta.url).pathname,
    JSON.stringify(round),
  ]);
  return JSON.parse(stdout);
}
