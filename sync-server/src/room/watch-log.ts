import type { Logger } from "@backlot/shared/server/logger";
import type { DocumentStore } from "../document-store/document-store.ts";
import type { Room } from "./room.ts";

const INTERVAL_MS = 2_000;

/**
 * Other nodes commit to the same log. What one of them committed and never published, because it was killed between the
 * two, is found here: one query for all open documents, and a reading of the tail where it has grown.
 */
export const watchLog = (parts: {
  store: DocumentStore;
  rooms: () => Iterable<Room>;
  logger: Logger;
}): { stop: () => void } => {
  let isLooking = false;

  const look = async (): Promise<void> => {
    const rooms = [...parts.rooms()];
    if (rooms.length === 0) return;
    const newest = await parts.store.newestSequences(rooms.map(({ document }) => document));
    for (const room of rooms) if ((newest.get(room.document) ?? 0) > room.headSequence()) room.catchUp();
  };

  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      // A store that fails says so loudly by itself.
      .catch((error: unknown) => parts.logger.debug({ err: error }, "log-watch-failed"))
      .finally(() => (isLooking = false));
  }, INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};
