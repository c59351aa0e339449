/** Of a scene's pairs of words, those with the smallest hashes: a fair sample, however long the scene is. */
export type Sketch = Uint32Array;

const SKETCH_SIZE = 64;
const WORD = /[\p{L}\p{N}]+/gu;

export const sketchOf = (text: string): Sketch => {
  const pairs = new Set<number>();
  let previous = 0;
  for (const [word] of text.toLowerCase().matchAll(WORD)) {
    let hash = 0x811c9dc5;
    for (let index = 0; index < word.length; index++)
      hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
    pairs.add(mix(Math.imul(previous, 31) ^ hash));
    previous = hash;
  }
  return Uint32Array.from(pairs).sort().slice(0, SKETCH_SIZE);
};

/** 0–1: the estimated share of pairs of words that both texts have (Jaccard index by bottom-k sketches). */
export const likenessOf = (one: Sketch, other: Sketch): number => {
  let [i, j, common, seen] = [0, 0, 0, 0];
  while (seen < SKETCH_SIZE && i < one.length && j < other.length) {
    const [a, b] = [one[i] ?? 0, other[j] ?? 0];
    if (a === b) common++;
    if (a <= b) i++;
    if (b <= a) j++;
    seen++;
  }
  seen = Math.min(SKETCH_SIZE, seen + (one.length - i) + (other.length - j));
  return seen === 0 ? 0 : common / seen;
};

/** Spreads hashes of like words apart (the finalizer of MurmurHash3). */
const mix = (value: number): number => {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};
