import fc from "fast-check";
import * as Y from "yjs";

/**
 * Random Yjs histories for the tests: three replicas that hear of each other late, every kind of shared type, nested and
 * deleted with all that is in them, undo. The third replica keeps what is deleted.
 */
export type Edit = {
  replica: 0 | 1 | 2;
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
  "attribute",
  "type inside",
  "erase inside",
  "list inside",
  "set inside",
  "undo",
  "redo",
  "hear",
  "exchange",
] as const;

const edit: fc.Arbitrary<Edit> = fc.record({
  replica: fc.constantFrom(0 as const, 1 as const, 2 as const),
  kind: fc.constantFrom(...EDIT_KINDS),
  key: fc.constantFrom("a", "a", "b", "b", "scène", "__proto__"),
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

export const history: fc.Arbitrary<Edit[]> = fc.array(edit, { minLength: 1, maxLength: 60 });

/**
 * Every update that the replicas would send while they live through the history, then what copies of it may be sent as:
 * states, whole and from some point on, and updates merged into one. The last two are a state and all updates in one.
 */
export const updatesOf = (edits: readonly Edit[]): Uint8Array[] => {
  const updates: Uint8Array[] = [];
  const makeReplica = (clientID: number, gc: boolean): { doc: Y.Doc; undo: Y.UndoManager } => {
    const doc = Object.assign(new Y.Doc({ gc }), { clientID });
    doc.on("update", (update: Uint8Array) => updates.push(update));
    return { doc, undo: new Y.UndoManager(doc, { captureTimeout: 0 }) };
  };
  const replicas = [makeReplica(1, true), makeReplica(2, true), makeReplica(3, false)] as const;
  for (const one of edits) {
    const { doc, undo } = replicas[one.replica];
    const other = replicas[OTHERS[one.replica][one.at % 2 === 0 ? 0 : 1]].doc;
    if (one.kind === "undo") undo.undo();
    else if (one.kind === "redo") undo.redo();
    else if (one.kind === "hear") hear(doc, other);
    else if (one.kind === "exchange") {
      hear(doc, other);
      hear(other, doc);
    } else doc.transact(() => applyEdit(doc, one));
  }
  const states = replicas.map(({ doc }) => Y.encodeStateAsUpdate(doc));
  const whole = Y.mergeUpdates(updates);
  const part = Y.mergeUpdates(updates.filter((_, index) => index % 3 === 1));
  const rest = Y.diffUpdate(whole, Y.encodeStateVectorFromUpdate(part));
  updates.push(...states, Y.mergeUpdates(states), part, rest, Y.encodeStateAsUpdate(replicas[0].doc), whole);
  return updates;
};

const OTHERS = [
  [1, 2],
  [2, 0],
  [0, 1],
] as const;

const hear = (to: Y.Doc, from: Y.Doc): void =>
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)));

const applyEdit = (doc: Y.Doc, { kind, key, at, value }: Edit): void => {
  const map = doc.getMap("map");
  const text = doc.getText("text");
  const list = doc.getArray("list");
  const xml = doc.getXmlFragment("xml");
  const element = xml.length > 0 ? xml.get(0) : undefined;
  const nested = map.get(key);
  const inside = nested instanceof Y.Map ? nested : undefined;
  const innerText = inside?.get("text");
  const innerList = inside?.get("list");
  const place = (length: number): number => (length === 0 ? 0 : at % (length + 1));
  switch (kind) {
    case "set":
      map.set(key, value);
      break;
    case "unset":
      map.delete(key);
      break;
    case "nest":
      map.set(
        key,
        new Y.Map<unknown>([
          ["text", new Y.Text(String(value))],
          ["list", Y.Array.from([at, new Y.Map([["deep", value]])])],
        ]),
      );
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
      xml.insert(0, [new Y.XmlElement(key), new Y.XmlText("x")]);
      break;
    case "attribute":
      if (element instanceof Y.XmlElement) element.setAttribute(key, String(value));
      break;
    case "type inside":
      if (innerText instanceof Y.Text) innerText.insert(place(innerText.length), String(value));
      break;
    case "erase inside":
      if (innerText instanceof Y.Text && innerText.length > 0) innerText.delete(at % innerText.length, 1);
      break;
    case "list inside":
      if (innerList instanceof Y.Array) innerList.insert(place(innerList.length), [value, at]);
      break;
    case "set inside":
      inside?.set("text", at % 2 === 0 ? value : new Y.Text("again"));
      break;
    default:
      throw new Error(`${kind} is no edit of one replica`);
  }
};
