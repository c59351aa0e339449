import * as Y from "yjs";
import type { SeededRandom } from "./seeded-random.ts";

const KEYS = ["a", "b", "scène", "🎬", "__proto__", "constructor", ""] as const;

/** Without "constructor" and "__proto__": Yjs itself takes such an object for something else. */
const KEYS_OF_VALUES = ["a", "b", "scène"] as const;

/** One change of any kind that Yjs knows, in the root types that every document of the fuzz has. */
const editAtRandom = (doc: Y.Doc, random: SeededRandom): void => {
  const map = doc.getMap("map");
  const words = doc.getText("words");
  const list = doc.getArray("list");
  const xml = doc.getXmlFragment("xml");
  const key = random.pick(KEYS);
  const place = (length: number): number => random.below(length + 1);
  const edits: (() => void)[] = [
    () => map.set(key, valueAtRandom(random, 3)),
    () => map.set(key, new Y.Map([["inner", new Y.Text("inner")]])),
    () => map.set(key, new Y.Array()),
    () => map.delete(key),
    () => words.insert(place(words.length), random.pick(["night", "día", "夜", "👩‍🚀", "x".repeat(200)])),
    () => words.length > 0 && words.delete(random.below(words.length), 1),
    () => words.length > 0 && words.format(0, words.length, { bold: random.chance(0.5) }),
    () => words.insertEmbed(place(words.length), { image: random.next() }),
    () => list.insert(place(list.length), [valueAtRandom(random, 3) ?? null, random.below(100)]),
    () => list.insert(place(list.length), [random.bytes(random.below(40))]),
    () => list.length > 0 && list.delete(random.below(list.length), 1),
    () => xml.insert(place(xml.length), [new Y.XmlElement("shot"), new Y.XmlText("cut")]),
    () => xml.length > 0 && xml.delete(random.below(xml.length), 1),
  ];
  doc.transact(() => random.pick(edits)());
};

const valueAtRandom = (random: SeededRandom, depth: number): unknown => {
  const dice = random.below(depth > 0 ? 9 : 7);
  if (dice === 0) return random.next() * 1e6;
  if (dice === 1) return random.below(2 ** 31);
  if (dice === 2) return null;
  if (dice === 3) return random.chance(0.5);
  if (dice === 4) return undefined;
  if (dice === 5) return "scène 3";
  if (dice === 6) return random.bytes(5);
  if (dice === 7) return Array.from({ length: random.below(3) }, () => valueAtRandom(random, depth - 1));
  return Object.fromEntries([[random.pick(KEYS_OF_VALUES), valueAtRandom(random, depth - 1)]]);
};

/** A new document's first edits, as one update. */
export const updateAtRandom = (random: SeededRandom, base?: Y.Doc): Uint8Array => {
  const doc = new Y.Doc({ guid: "random" });
  doc.clientID = random.below(2 ** 32);
  if (base) Y.applyUpdate(doc, Y.encodeStateAsUpdate(base));
  const before = Y.encodeStateVector(doc);
  for (let left = 1 + random.below(4); left > 0; left--) editAtRandom(doc, random);
  const update = Y.encodeStateAsUpdate(doc, before);
  doc.destroy();
  return update;
};
