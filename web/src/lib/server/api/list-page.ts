import { z } from "zod";

/** Lists are `{items, nextCursor}`, newest first; the cursor names the last item of a page. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .max(200)
    .transform((value, context) => {
      const [createdAt, id, ...rest] = Buffer.from(value, "base64url").toString().split(":");
      if (createdAt && id && rest.length === 0 && Number.isSafeInteger(Number(createdAt))) {
        return { createdAt: Number(createdAt), id };
      }
      context.addIssue("is not a cursor of this list");
      return z.NEVER;
    })
    .optional(),
});

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Of the rows of `newestFirst`. */
export const toPage = <Row extends { id: string; created_at: number }, View>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => View,
): { items: View[]; nextCursor: string | null } => {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.map(view),
    nextCursor: last ? Buffer.from(`${last.created_at}:${last.id}`).toString("base64url") : null,
  };
};
