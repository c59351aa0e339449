import * as Y from "yjs";

/** Both hold the same structs and the same deletions; what they contain is not compared. */
export const holdSame = (a: Y.Doc, b: Y.Doc): boolean => Y.equalSnapshots(Y.snapshot(a), Y.snapshot(b));

/**
 * A document clock by clock, as a fresh one would send it: equal for equal documents, whatever the order in which their
 * parts came and wherever Yjs has cut a run in two on the way.
 */
export const canonicalBytes = (doc: Y.Doc): string => {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(fresh));
  fresh.destroy();
  const rows = structs.flatMap((struct) =>
    Array.from({ length: struct.length }, (_, offset) => {
      const { client, clock } = struct.id;
      const at = `${client}:${clock + offset}`;
      if (!(struct instanceof Y.Item)) return `${at} ${struct.constructor.name}`;
      const origin = offset === 0 ? struct.origin : { client, clock: clock + offset - 1 };
      const place = offset === 0 && !origin ? [struct.parent, struct.parentSub] : [];
      const { content, rightOrigin } = struct;
      const value: unknown = content.isCountable() ? content.getContent()[offset] : undefined;
      return `${at} ${content.constructor.name} ${JSON.stringify([origin, rightOrigin, place, describe(value)])}`;
    }),
  );
  return JSON.stringify([rows, [...ds.clients]]);
};

const describe = (value: unknown): unknown =>
  typeof value === "bigint"
    ? `${value}n`
    : value instanceof Y.AbstractType
      ? value.constructor.name
      : value instanceof Y.Doc
        ? value.guid
        : value;
