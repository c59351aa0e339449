import { afterEach, describe, expect, it } from "vitest";
import { runRoom } from "../../perf/canvas-room/room.ts";
import { TEST_SECRET, startTestSyncServer, type TestSyncServer } from "../support/start-sync.ts";

const PEERS = 40;
/** A tick is 16 ms, so 62.5 a second; the rest is for the edges of the measured part. */
const MOST_PER_SECOND = 70;

let server: TestSyncServer | undefined;
afterEach(() => server?.stop());

const runShortRoom = async (deltaShare: number) => {
  server = await startTestSyncServer();
  return runRoom({
    port: server.port,
    secret: TEST_SECRET,
    serverPid: process.pid,
    dialect: "hocuspocus",
    peers: PEERS,
    editorShare: 0.1,
    editsPerSecond: 20,
    presencePerSecond: 10,
    deltaShare,
    settleSeconds: 0.3,
    seconds: 3,
  });
};

describe("a busy room in short (perf/canvas-room.ts is the long one)", () => {
  it("brings every edit to everyone, acknowledges each, and sends a peer at most one frame of each kind a tick", async () => {
    const room = await runShortRoom(0);
    expect(room).toMatchObject({ joined: PEERS, lost: 0, refused: 0, delivered: 1, hasConverged: true });
    expect(room.edits).toBeGreaterThan(100);
    expect(room.acknowledged).toBe(room.edits);
    const [updates, presence] = [room.messagesPerSecond["0"], room.messagesPerSecond["1"]];
    for (const rate of [updates, presence]) {
      expect(rate).toBeGreaterThan(10);
      expect(rate).toBeLessThan(MOST_PER_SECOND);
    }
  });

  it("tells those who understand it only what changed, in less than half of the bytes of those who do not", async () => {
    const room = await runShortRoom(0.5);
    expect(room).toMatchObject({ joined: PEERS, lost: 0, refused: 0, delivered: 1, hasConverged: true });
    expect(room.acknowledged).toBe(room.edits);
    expect(room.deltaBytes).toBeLessThan((room.stockBytes ?? 0) / 2);
  });
});
