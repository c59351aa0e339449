import { sql, type SelectQueryBuilder } from "kysely";
import type { RecordsTables } from "./tables.ts";

/** A place in a list of rows that have a `created_at` and an `id`. */
export interface ListPage {
  limit: number;
  /** The last row of the page before. */
  cursor?: { createdAt: number; id: string } | undefined;
}

/** For `$call`: a page of the table's rows, and one row more, which tells whether there is a next page. */
export const newestFirst =
  (table: keyof RecordsTables, { limit, cursor }: ListPage) =>
  <Tables, From extends keyof Tables, Row>(
    rows: SelectQueryBuilder<Tables, From, Row>,
  ): SelectQueryBuilder<Tables, From, Row> => {
    const createdAt = sql.ref<number>(`${table}.created_at`);
    const id = sql.ref<string>(`${table}.id`);
    const page = rows
      .orderBy(createdAt, "desc")
      .orderBy(id, "desc")
      .limit(limit + 1);
    return cursor
      ? page.where(sql<boolean>`(${createdAt}, ${id}) < (${cursor.createdAt}, ${cursor.id})`)
      : page;
  };
