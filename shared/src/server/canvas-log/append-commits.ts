import { lockDocuments } from "./lock-documents.ts";
import { newestSequences } from "./newest-sequences.ts";
import type { CanvasLog } from "./tables.ts";

/** Where a commit stands in the order of its document's commits; `previous` 0 = it is the first. */
export interface Commit {
  sequence: number;
  previous: number;
}

/** A client id and who first wrote with it. */
export interface Author {
  clientId: number;
  actorId: string;
}

export interface NewCommit {
  document: string;
  record: Uint8Array;
  checksum: number;
  authors: readonly Author[];
}

/** SQLite takes 32,766 parameters in a statement and PostgreSQL 65,535; each author is four. */
const AUTHORS_PER_STATEMENT = 1_000;

/**
 * One transaction, and so one wait for the disk, for commits of any documents. On PostgreSQL a document is locked before
 * its number is drawn: whoever sees a number sees every smaller one of that document.
 */
export const appendCommits = (log: CanvasLog, commits: readonly NewCommit[]): Promise<Commit[]> =>
  log.transaction().execute(async (trx) => {
    const documents = [...new Set(commits.map(({ document }) => document))];
    await lockDocuments(trx, "append", documents);
    const newest = await newestSequences(trx, documents);
    const now = Date.now();
    const rows = await trx
      .insertInto("canvas_updates")
      .values(
        commits.map(({ document, record, checksum }) => ({ document, record, checksum, created_at: now })),
      )
      .returning("sequence")
      .execute();
    await recordAuthors(trx, commits, now);
    // Numbers are drawn in the order of the rows; the order in which they come back is nowhere promised.
    const sequences = rows.map(({ sequence }) => sequence).sort((a, b) => a - b);
    return commits.map(({ document }, index) => {
      const sequence = sequences[index];
      if (sequence === undefined) throw new Error(`${commits.length} commits got ${rows.length} numbers`);
      const previous = newest.get(document) ?? 0;
      newest.set(document, sequence);
      return { sequence, previous };
    });
  });

const recordAuthors = async (trx: CanvasLog, commits: readonly NewCommit[], now: number): Promise<void> => {
  const rows = commits.flatMap(({ document, authors }) =>
    authors.map(({ clientId, actorId }) => ({
      document,
      client_id: clientId,
      actor_id: actorId,
      first_seen_at: now,
    })),
  );
  for (let start = 0; start < rows.length; start += AUTHORS_PER_STATEMENT) {
    await trx
      .insertInto("canvas_authors")
      .values(rows.slice(start, start + AUTHORS_PER_STATEMENT))
      .onConflict((conflict) => conflict.columns(["document", "client_id"]).doNothing())
      .execute();
  }
};
