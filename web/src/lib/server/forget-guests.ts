import type { Parts } from "./parts.ts";

/** Who opened the link so short a while ago may be writing now, and nobody knows of it yet. */
const STAYS_MS = 10 * 60_000;
/** Looked at in one go; more are forgotten when the next guest comes. */
const AT_ONCE = 200;

/**
 * Keeps the guests of a link that left nothing behind to `GUESTS_PER_LINK`: those who were not here for the longest are
 * forgotten first. Who has written to the canvas is kept, and not counted.
 */
export const forgetGuests = async (
  { records, canvasLog, config }: Pick<Parts, "records" | "canvasLog" | "config">,
  { shareLinkId, canvasId }: { shareLinkId: string; canvasId: string },
): Promise<void> => {
  const ofLink = records
    .selectFrom("guests")
    .where("share_link_id", "=", shareLinkId)
    .where("left_trace", "=", 0);
  const { count } = await ofLink
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  const tooMany = count - config.GUESTS_PER_LINK;
  if (tooMany <= 0) return;
  const oldest = await ofLink
    .select("id")
    .where("seen_at", "<", Date.now() - STAYS_MS)
    .orderBy("seen_at")
    .limit(Math.min(tooMany, AT_ONCE))
    .execute();
  const ids = oldest.map(({ id }) => id);
  if (ids.length === 0) return;
  const authors = await canvasLog.authorsAmong(canvasId, ids);
  if (authors.size > 0)
    await records
      .updateTable("guests")
      .set({ left_trace: 1 })
      .where("id", "in", [...authors])
      .execute();
  const forgotten = ids.filter((id) => !authors.has(id));
  if (forgotten.length > 0)
    await records
      .deleteFrom("guests")
      .where("id", "in", forgotten)
      .where("left_trace", "=", 0)
      .where("seen_at", "<", Date.now() - STAYS_MS)
      .execute();
};
