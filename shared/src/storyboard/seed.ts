// Everything that varies is drawn from an id, never from a clock or Math.random; sine and cosine use only + - * so
// that they give the same bits on every machine.

/** A 32-bit number for a text (FNV-1a with a final mix). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  const length = Math.min(text.length, 4096);
  for (let at = 0; at < length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** One of the choices, by seed and a salt that keeps independent traits independent. */
export function pick<T>(choices: readonly [T, ...T[]], seed: number, salt: string): T {
  return choices[seedOf(`${seed}:${salt}`) % choices.length] ?? choices[0];
}

/** 0 ≤ x < 1, by seed and salt. */
export function share(seed: number, salt: string | number): number {
  return (seedOf(`${seed}:${salt}`) % 10_000) / 10_000;
}

/** Sine of an angle in turns (1 = full circle). */
export function sinTurns(turns: number): number {
  let t = turns - Math.floor(turns);
  let sign = 1;
  if (t >= 0.5) {
    t -= 0.5;
    sign = -1;
  }
  if (t > 0.25) t = 0.5 - t;
  const x = t * 6.283185307179586;
  const q = x * x;
  return sign * x * (1 - (q / 6) * (1 - (q / 20) * (1 - (q / 42) * (1 - (q / 72) * (1 - q / 110)))));
}

export function cosTurns(turns: number): number {
  return sinTurns(turns + 0.25);
}
