const STEP_SECONDS = 0.5;
const SHORTEST_SHOT_SECONDS = 1.5;

/**
 * Seconds for each shot in proportion to its weight, in halves. They add up to the time there is, to within half a
 * second, unless that is too little for every shot to be seen.
 */
export const shareScreenTime = (seconds: number, weights: readonly number[]): number[] => {
  const total = Math.max(seconds, weights.length * SHORTEST_SHOT_SECONDS);
  let openSeconds = total;
  let openWeight = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, index) => {
    const reserved = (weights.length - index - 1) * SHORTEST_SHOT_SECONDS;
    const share = Math.min(openSeconds - reserved, (openSeconds * weight) / openWeight);
    const rounded = Math.max(SHORTEST_SHOT_SECONDS, Math.round(share / STEP_SECONDS) * STEP_SECONDS);
    openSeconds -= rounded;
    openWeight -= weight;
    return rounded;
  });
};
