import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Commit, NewCommit } from "@backlot/shared/server/canvas-log/append-commits";
import { eventually } from "../../../tests/support/eventually.ts";
import { createGroupCommit } from "./group-commit.ts";

const commitOf = (document: string, byte = 0): NewCommit => ({
  document,
  record: Uint8Array.of(byte),
  checksum: 0,
  authors: [],
});

/** A log whose groups end when the test says so. */
const makeLog = () => {
  const groups: { commits: readonly NewCommit[]; end: () => void; fail: (error: Error) => void }[] = [];
  let sequence = 0;
  const write = (commits: readonly NewCommit[]): Promise<Commit[]> =>
    new Promise((resolve, reject) => {
      const end = (): void => resolve(commits.map(() => ({ sequence: ++sequence, previous: 0 })));
      groups.push({ commits, end, fail: reject });
    });
  return {
    groups,
    write,
    documentsOf: (nth: number) => groups[nth]?.commits.map(({ document }) => document),
  };
};

describe("group commit", () => {
  it("puts what comes at the same time, and what comes while one is under way, into one group each", async () => {
    const log = makeLog();
    const group = createGroupCommit(log.write, 1);
    const first = [group.append(commitOf("a")), group.append(commitOf("b")), group.append(commitOf("a"))];
    await nextTurn();
    const second = [group.append(commitOf("c")), group.append(commitOf("a"))];
    await nextTurn();
    expect(log.groups).toHaveLength(1);
    log.groups[0]?.end();
    expect((await Promise.all(first)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    await nextTurn();
    log.groups[1]?.end();
    expect((await Promise.all(second)).map(({ sequence }) => sequence)).toEqual([4, 5]);
    expect([log.documentsOf(0), log.documentsOf(1)]).toEqual([
      ["a", "b", "a"],
      ["c", "a"],
    ]);
  });

  it("runs several groups at a time, never two with the same document", async () => {
    const log = makeLog();
    const group = createGroupCommit(log.write, 2);
    const appends = [group.append(commitOf("a", 1))];
    await nextTurn();
    appends.push(group.append(commitOf("a", 2)), group.append(commitOf("b")), group.append(commitOf("a", 3)));
    await nextTurn();
    expect([log.documentsOf(0), log.documentsOf(1)]).toEqual([["a"], ["b"]]);
    log.groups[0]?.end();
    await eventually(() =>
      expect(log.groups[2]?.commits.map(({ record }) => [...record])).toEqual([[2], [3]]),
    );
    for (const one of log.groups) one.end();
    await Promise.all(appends);
  });

  it("rejects the whole group that failed, and goes on with the next", async () => {
    const log = makeLog();
    const group = createGroupCommit(log.write, 1);
    const failed = Promise.allSettled([group.append(commitOf("a")), group.append(commitOf("b"))]);
    await nextTurn();
    log.groups[0]?.fail(new Error("disk full"));
    expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const next = group.append(commitOf("a"));
    await nextTurn();
    log.groups[1]?.end();
    expect(await next).toEqual({ sequence: 1, previous: 0 });
  });

  it("tells when everything of a document is settled, and waits for no other", async () => {
    const log = makeLog();
    const group = createGroupCommit(log.write, 1);
    void group.append(commitOf("a"));
    await nextTurn();
    void group.append(commitOf("b"));
    await group.settled("c");
    let isSettled = false;
    const settled = group.settled("b").then(() => (isSettled = true));
    log.groups[0]?.end();
    await nextTurn();
    await nextTurn();
    expect(isSettled).toBe(false);
    log.groups[1]?.end();
    await settled;
    await group.settled();
  });
});
