import * as Y from "yjs";
import { describe, expect, it } from "vitest";
import { openCanvasDocument } from "@backlot/shared/canvas/document";
import type { CanvasPeers } from "@backlot/shared/server/canvas-peer";
import { createLogger } from "@backlot/shared/server/logger";
import { writeCanvas } from "./write-canvas.ts";

const logger = createLogger("web", "silent");
const board = { id: "board", title: "Board" };

/** A sync-server that hears everything and confirms nothing. */
const unconfirming = (canvas = openCanvasDocument(new Y.Doc())): CanvasPeers => ({
  use: (_canvasId, work) =>
    work({
      canvas,
      setPresence: () => undefined,
      saved: () => Promise.reject(new Error("The sync-server did not acknowledge the changes in time")),
    }),
  close: () => Promise.resolve(),
});

describe("writeCanvas", () => {
  it("does not call a change undone that is only not confirmed", async () => {
    const canvas = openCanvasDocument(new Y.Doc());
    const written = await writeCanvas({ peers: unconfirming(canvas), logger }, board, (document) => {
      document.meta.set("aspectRatio", "2:1");
      return "made";
    });
    expect(written).toEqual({ ok: false, reason: "unconfirmed", value: "made" });
    expect(canvas.meta.get("aspectRatio")).toBe("2:1");
  });

  it("names a canvas that nobody has written to, before the change itself", async () => {
    const titles: unknown[] = [];
    await writeCanvas({ peers: unconfirming(), logger }, board, ({ meta }) => titles.push(meta.get("title")));
    expect(titles).toEqual(["Board"]);
  });

  it("says unavailable when nothing was changed", async () => {
    const peers: CanvasPeers = { ...unconfirming(), use: () => Promise.reject(new Error("away")) };
    expect(await writeCanvas({ peers, logger }, board, () => "made")).toEqual({
      ok: false,
      reason: "unavailable",
    });
  });

  it("hands on what the work throws", async () => {
    await expect(
      writeCanvas({ peers: unconfirming(), logger }, board, () => {
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
  });
});
