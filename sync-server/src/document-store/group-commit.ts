import type { Commit, NewCommit } from "@backlot/shared/server/canvas-log/append-commits";

/** Larger groups would make everyone wait for the last one's bytes. */
const MAX_GROUP = { commits: 256, bytes: 8 * 1024 * 1024 };

interface Waiting {
  commit: NewCommit;
  promise: Promise<Commit>;
  resolve: (commit: Commit) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommit {
  append(commit: NewCommit): Promise<Commit>;
  /** Resolves when everything handed in before (of that document) is written or has failed. */
  settled(document?: string): Promise<void>;
}

/**
 * Whatever waits becomes one transaction, so that many documents share one wait for the disk. Up to `lanes` of them run at
 * a time, never two with the same document: commits of one document are written in the order in which they came.
 */
export const createGroupCommit = (
  write: (commits: readonly NewCommit[]) => Promise<readonly Commit[]>,
  lanes: number,
): GroupCommit => {
  let waiting: Waiting[] = [];
  const busyDocuments = new Set<string>();
  const running = new Set<Promise<void>>();
  let isScheduled = false;

  const takeGroup = (): Waiting[] => {
    const group: Waiting[] = [];
    const left: Waiting[] = [];
    let bytes = 0;
    const passedOver = new Set<string>();
    for (const one of waiting) {
      const { document, record } = one.commit;
      const fits =
        group.length < MAX_GROUP.commits && (bytes === 0 || bytes + record.length <= MAX_GROUP.bytes);
      if (fits && !busyDocuments.has(document) && !passedOver.has(document)) {
        group.push(one);
        bytes += record.length;
      } else {
        passedOver.add(document);
        left.push(one);
      }
    }
    waiting = left;
    return group;
  };

  const writeGroup = async (group: readonly Waiting[]): Promise<void> => {
    try {
      const commits = await write(group.map(({ commit }) => commit));
      for (const [index, { resolve, reject }] of group.entries()) {
        const commit = commits[index];
        if (commit) resolve(commit);
        else reject(new Error("The log gave fewer numbers than commits"));
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  const startGroups = (): void => {
    isScheduled = false;
    while (running.size < lanes) {
      const group = takeGroup();
      if (group.length === 0) return;
      const documents = new Set(group.map(({ commit }) => commit.document));
      for (const document of documents) busyDocuments.add(document);
      const run: Promise<void> = writeGroup(group).then(() => {
        for (const document of documents) busyDocuments.delete(document);
        running.delete(run);
        schedule();
      });
      running.add(run);
    }
  };

  /** A turn of the event loop later: what has come with the first one belongs to its group. */
  const schedule = (): void => {
    if (isScheduled || waiting.length === 0) return;
    isScheduled = true;
    setImmediate(startGroups);
  };

  return {
    append: (commit) => {
      const { promise, resolve, reject } = Promise.withResolvers<Commit>();
      waiting.push({ commit, promise, resolve, reject });
      schedule();
      return promise;
    },
    settled: async (document) => {
      const before = waiting.filter(({ commit }) => document === undefined || commit.document === document);
      await Promise.allSettled([
        ...before.map(({ promise }) => promise),
        ...(document === undefined || busyDocuments.has(document) ? running : []),
      ]);
    },
  };
};
