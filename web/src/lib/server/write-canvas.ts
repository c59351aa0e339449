import type { CanvasDocument } from "@backlot/shared/canvas/document";
import { nameCanvas } from "@backlot/shared/canvas/commands/name-canvas";
import type { Logger } from "@backlot/shared/server/logger";
import type { CanvasPeers } from "@backlot/shared/server/canvas-peer";

/** "unconfirmed": the change is made and travels when the sync-server answers again; it cannot be taken back. */
export type Written<T> =
  | { ok: true; value: T }
  | { ok: false; reason: "unavailable" }
  | { ok: false; reason: "unconfirmed"; value: T };

/** A person waits for the answer; the peer itself goes on trying to connect for longer. */
const REACH_DEADLINE_MS = 4_000;

/** Writes to a canvas as a peer and waits until the sync-server has it on disk; the first to write names it. */
export const writeCanvas = async <T>(
  { peers, logger }: { peers: CanvasPeers; logger: Logger },
  canvas: { id: string; title: string },
  work: (document: CanvasDocument) => T | Promise<T>,
): Promise<Written<T>> => {
  let value: { of: T } | undefined;
  let failure: { with: unknown } | undefined;
  const reached = Promise.withResolvers<void>();
  let abandoned = false;
  const deadline = setTimeout(() => {
    abandoned = true;
    reached.reject(new Error("The sync-server was not reached in time"));
  }, REACH_DEADLINE_MS);
  const writing = peers.use(canvas.id, async (peer) => {
    // Who was told "unavailable" must not find it done later; from here on the answer is "unconfirmed" at worst.
    if (abandoned) return;
    clearTimeout(deadline);
    reached.resolve();
    try {
      nameCanvas(peer.canvas, canvas.title);
      value = { of: await work(peer.canvas) };
    } catch (error) {
      failure = { with: error };
      return;
    }
    await peer.saved();
  });
  try {
    writing.catch(reached.reject);
    await reached.promise;
    await writing;
  } catch (error) {
    logger.warn({ err: error, canvasId: canvas.id, isMade: value !== undefined }, "canvas-write-unavailable");
    return value
      ? { ok: false, reason: "unconfirmed", value: value.of }
      : { ok: false, reason: "unavailable" };
  } finally {
    clearTimeout(deadline);
  }
  if (failure) throw failure.with;
  if (!value) throw new Error(`The peer of canvas ${canvas.id} never called back`);
  return { ok: true, value: value.of };
};
