import fc from "fast-check";
import * as Y from "yjs";

/** Random Yjs histories for the tests: two replicas, every kind of shared type, deletions, merges. */
export type Edit = {
  replica: 0 | 1;
  kind: (typeof EDIT_KINDS)[number];
  key: string;
  at: number;
  value: unknown;
};

const EDIT_KINDS = [
  "set",
  "unset",
  "nest",
  "type",
  "erase",
  "format",
  "embed",
  "push",
  "splice",
  "binary",
  "xml",
  "exchange",
] as const;

const edit: fc.Arbitrary<Edit> = fc.record({
  replica: fc.constantFrom(0 as const, 1 as const),
  kind: fc.constantFrom(...EDIT_KINDS),
  key: fc.constantFrom("a", "b", "scène", "__proto__"),
  at: fc.nat({ max: 30 }),
  value: fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer(), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), fc.string(), { maxKeys: 3, noNullPrototype: true }),
  ),
});

export const history: fc.Arbitrary<Edit[]> = fc.array(edit, { minLength: 1, maxLength: 40 });

/** Every update that the replicas would send while they live through the history, and their states at its end. */
export const updatesOf = (edits: readonly Edit[]): Uint8Array[] => {
  const replicas = [1, 2].map((clientId) => {
    const doc = new Y.Doc();
    doc.clientID = clientId;
    return doc;
  });
  const updates: Uint8Array[] = [];
  for (const doc of replicas) doc.on("update", (update: Uint8Array) => updates.push(update));
  const [first, second] = replicas as [Y.Doc, Y.Doc];
  for (const one of edits) {
    if (one.kind === "exchange") {
      Y.applyUpdate(first, Y.encodeStateAsUpdate(second, Y.encodeStateVector(first)));
      Y.applyUpdate(second, Y.encodeStateAsUpdate(first, Y.encodeStateVector(second)));
    } else {
      const doc = replicas[one.replica];
      if (doc) doc.transact(() => applyEdit(doc, one));
    }
  }
  updates.push(Y.encodeStateAsUpdate(first), Y.mergeUpdates([...updates]));
  return updates;
};

const applyEdit = (doc: Y.Doc, { kind, key, at, value }: Edit): void => {
  const map = doc.getMap("map");
  const text = doc.getText("text");
  const list = doc.getArray("list");
  const place = (length: number): number => (length === 0 ? 0 : at % (length + 1));
  switch (kind) {
    case "set":
      map.set(key, value);
      break;
    case "unset":
      map.delete(key);
      break;
    case "nest":
      map.set(key, new Y.Map([["text", new Y.Text(String(value))]]));
      break;
    case "type":
      text.insert(place(text.length), String(value));
      break;
    case "erase":
      if (text.length > 0) text.delete(0, Math.min(text.length, 1 + (at % 4)));
      break;
    case "format":
      if (text.length > 0) text.format(0, text.length, { bold: value ?? true });
      break;
    case "embed":
      text.insertEmbed(place(text.length), { image: String(value) });
      break;
    case "push":
      list.push([value, value]);
      break;
    case "splice":
      if (list.length > 0) list.delete(at % list.length, 1);
      break;
    case "binary":
      list.insert(place(list.length), [Uint8Array.of(at, 2, 3)]);
      break;
    case "xml":
      doc.getXmlFragment("xml").insert(0, [new Y.XmlElement(key), new Y.XmlText("x")]);
      break;
    case "exchange":
  }
};
