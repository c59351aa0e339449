import * as Y from "yjs";

/** Both hold the same structs and the same deletions; what they contain is not compared. */
export const holdSame = (a: Y.Doc, b: Y.Doc): boolean => Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b));

/** All that two documents must have in common to be the same one. */
export const describeDocument = (doc: Y.Doc): string => `${contentOf(doc)}\n${canonicalBytes(doc)}`;

/**
 * What a document shows, read along its own links and not from a copy of it: each sequence in its order, with the runs of
 * clocks that are gone from it, and which value each key has.
 */
export const contentOf = (doc: Y.Doc): string =>
  JSON.stringify(
    [...doc.share]
      .map(([name, type]) => [name, showType(type)] as const)
      .filter(([, [sequence, values]]) => sequence.length + values.length > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
    writeBigints,
  );

const showType = (type: Y.ContentType["type"]): [sequence: unknown[], values: unknown[]] => {
  const sequence: unknown[] = [];
  let gone: { client: number; from: number; end: number } | undefined;
  for (let item = type._start; item; item = item.right) {
    const { client, clock } = item.id;
    if (!item.deleted) sequence.push(...showContent(item.content));
    else if (gone && sequence.at(-1) === gone && gone.client === client && gone.end === clock)
      gone.end += item.length;
    else sequence.push((gone = { client, from: clock, end: clock + item.length }));
  }
  const values = [...type._map]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => [key, item.lastId, item.deleted ? [] : showContent(item.content).at(-1)]);
  return [sequence, values];
};

const showContent = (content: Y.Item["content"]): unknown[] => {
  if (content instanceof Y.ContentFormat) return [{ format: content.key, value: content.value }];
  return content
    .getContent()
    .map((value: unknown) =>
      value instanceof Y.AbstractType ? [value.constructor.name, showType(value)] : describe(value),
    );
};

/**
 * A document clock by clock, as a fresh one would send it: equal for equal documents, whatever the order in which their
 * parts came and wherever Yjs has cut a run in two on the way. What is gone takes one row for a whole run: a few bytes may
 * stand for two thousand million clocks of it.
 */
export const canonicalBytes = (doc: Y.Doc): string => {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(fresh));
  fresh.destroy();
  const rows: unknown[] = [];
  let run: { from: Y.ID; end: number; what: string } | undefined;
  for (const struct of structs) {
    const { client, clock } = struct.id;
    const isItem = struct instanceof Y.Item;
    if (isItem && struct.content.isCountable()) {
      for (const [offset, value] of struct.content.getContent().entries())
        rows.push([client, clock + offset, placeOf(struct, offset), describe(value)]);
      continue;
    }
    const what = isItem
      ? `${struct.content.constructor.name} ${JSON.stringify(struct.rightOrigin)}`
      : struct.constructor.name;
    const continuesRun =
      run?.from.client === client &&
      run.end === clock &&
      run.what === what &&
      (!isItem || (struct.origin?.client === client && struct.origin.clock === clock - 1));
    if (run && continuesRun) run.end = clock + struct.length;
    else
      rows.push([
        (run = { from: struct.id, end: clock + struct.length, what }),
        isItem && placeOf(struct, 0),
      ]);
  }
  return JSON.stringify([rows, [...ds.clients]], writeBigints);
};

const placeOf = (item: Y.Item, offset: number): unknown[] => {
  const origin = offset === 0 ? item.origin : { client: item.id.client, clock: item.id.clock + offset - 1 };
  return [origin, item.rightOrigin, offset === 0 && !origin ? [item.parent, item.parentSub] : []];
};

/** At any depth of a value; JSON has none. */
const writeBigints = (_: string, value: unknown): unknown =>
  typeof value === "bigint" ? `${value}n` : value;

const describe = (value: unknown): unknown =>
  value instanceof Y.AbstractType ? value.constructor.name : value instanceof Y.Doc ? value.guid : value;
