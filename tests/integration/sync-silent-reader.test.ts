import { afterAll, beforeAll, expect, it } from "vitest";
import { documentNameOf } from "@backlot/shared/protocol/document-name";
import { eventually } from "../support/eventually.ts";
import { openRawPeer } from "../support/raw-peer.ts";
import { signTestToken, startTestSyncServer, type TestSyncServer } from "../support/start-sync.ts";

/** Hocuspocus looks once a minute who has said nothing for a minute. */
const SILENCE_MS = 121_000;

let server: TestSyncServer;
beforeAll(async () => {
  server = await startTestSyncServer();
});
afterAll(() => server.stop());

it(
  "a reader who says nothing for two minutes stays, and then sees the next edit",
  async () => {
    const open = async (actorId: string) => {
      const token = await signTestToken("silent", { actorId });
      return openRawPeer(server.syncUrl, token, documentNameOf("canvas", "silent"));
    };
    const reader = await open("reader");
    await reader.synced;
    const silence = new Promise((resolve) => setTimeout(() => resolve("silent"), SILENCE_MS));
    expect(await Promise.race([reader.closed, silence])).toBe("silent");

    const writer = await open("writer");
    await writer.synced;
    await writer.write((doc) => doc.getMap("entries").set("a", 1));
    await eventually(() => expect(reader.doc.getMap("entries").get("a")).toBe(1));
    reader.close();
    writer.close();
  },
  SILENCE_MS + 30_000,
);
